using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Runs;
using Operator.Reconciling;

namespace Operator.Kinds.Runs;

/// <summary>What was seen of a run, in the words of its status.</summary>
internal static class RunStatusMapper
{
    /// <summary>A row of a list tells neither tasks nor repairs; they stay as they were.</summary>
    public static void Describe(DatabricksJobRunStatus status, ObservedRun observed)
    {
        var (run, progress) = (observed.Run, observed.Progress);
        status.RunId = run.RunId?.ToString(CultureInfo.InvariantCulture) ?? status.RunId;
        status.JobId = run.JobId?.ToString(CultureInfo.InvariantCulture) ?? status.JobId;
        status.State = StatusText.CutOrNull(progress.State, StatusLimits.Token);
        status.Result = StatusText.CutOrNull(progress.Result, StatusLimits.Token);
        status.StateMessage = StatusText.CutOrNull(progress.Message, StatusLimits.Message);
        status.CreatorUserName = StatusText.CutOrNull(run.CreatorUserName, StatusLimits.Name) ?? status.CreatorUserName;
        status.StartTime = StatusTime.OfMilliseconds(run.StartTime);
        status.EndTime = StatusTime.OfMilliseconds(run.EndTime);
        status.Duration = progress.HasEnded ? Duration(run) : null;
        if (!observed.IsWhole)
        {
            return;
        }

        status.Tasks = Tasks(run);
        if (observed.Repairs is not null)
        {
            status.Repair ??= new RunRepairStatus();
            status.Repair.Attempts = RunDecision.AttemptsOf(status.Repair, observed);
            // An answer that misses our last repair must not take its id away: the end it shows would be repaired once more.
            status.Repair.LatestRepairId = RunDecision.IsBehind(status.Repair, observed)
                ? status.Repair.LatestRepairId
                : RunDecision.LatestRepair(status.Repair, observed)?.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>As kubectl shows times: 1h2m3s.</summary>
    public static string Words(TimeSpan duration)
    {
        var (hours, minutes, seconds) = ((long)duration.TotalHours, duration.Minutes, duration.Seconds);
        return hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours}h{minutes}m{seconds}s")
            : minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m{seconds}s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds}s");
    }

    /// <summary>run_duration leaves out the queue; for a run with several tasks it is the only duration in the response (behavior §3.2).</summary>
    private static string? Duration(Run run) => (run.RunDuration, run.StartTime, run.EndTime) switch
    {
        ( > 0 and var duration, _, _) => Words(TimeSpan.FromMilliseconds(duration)),
        (_, > 0 and var start, > 0 and var end) when end >= start => Words(TimeSpan.FromMilliseconds(end - start)),
        _ => null,
    };

    /// <summary>In an order of our own: a list that comes back in another one is no news.</summary>
    private static List<RunTaskStatus>? Tasks(Run run)
    {
        var tasks = run.LatestTasks().Where(task => !string.IsNullOrEmpty(task.TaskKey))
            .OrderBy(task => task.TaskKey, StringComparer.Ordinal).Take(StatusLimits.Tasks).ToList();
        return tasks.Count == 0 ? null :
        [
            .. tasks.Select(task => new RunTaskStatus
            {
                TaskKey = StatusText.Cut(task.TaskKey!, StatusLimits.Token),
                RunId = task.RunId?.ToString(CultureInfo.InvariantCulture),
                State = StatusText.CutOrNull(task.Progress.State, StatusLimits.Token),
                Result = StatusText.CutOrNull(task.Progress.Result, StatusLimits.Token),
                StartTime = StatusTime.OfMilliseconds(task.StartTime),
                EndTime = StatusTime.OfMilliseconds(task.EndTime),
                Attempt = task.AttemptNumber,
            }),
        ];
    }
}
