using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Kinds.Jobs;

/// <summary>What was seen of a job, in the words of its status.</summary>
internal static class JobStatusMapper
{
    /// <summary>What an answer does not tell stays as it was: a row of a list has no identity (behavior §8), and an old run may be in no list.</summary>
    public static void Describe(DatabricksJobStatus status, ObservedJob observed)
    {
        status.JobId = observed.Job.JobId?.ToString(CultureInfo.InvariantCulture) ?? status.JobId;
        status.CreatorUserName = StatusText.CutOrNull(observed.Job.CreatorUserName, StatusLimits.Name);
        status.RunAsUserName = StatusText.CutOrNull(observed.Job.RunAsUserName, StatusLimits.Name) ?? status.RunAsUserName;
        status.CreatedTime = StatusTime.OfMilliseconds(observed.Job.CreatedTime);
        status.LastRun = observed.LastRun is { } run ? Run(run) : status.LastRun;
    }

    private static JobLastRun Run(RunSummary run) => new()
    {
        RunId = run.RunId.ToString(CultureInfo.InvariantCulture),
        State = StatusText.CutOrNull(run.State, StatusLimits.Token),
        Result = StatusText.CutOrNull(run.Result, StatusLimits.Token),
        StartTime = StatusTime.OfMilliseconds(run.StartTime),
        EndTime = StatusTime.OfMilliseconds(run.EndTime),
        Url = StatusText.CutOrNull(run.Url, StatusLimits.Url),
    };
}
