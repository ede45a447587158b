using Operator.Databricks.Runs;

namespace Operator.Kinds.Jobs;

/// <summary>What a job's status tells of a run. Times are milliseconds since 1970.</summary>
internal sealed record RunSummary(long RunId, string? State, string? Result, long? StartTime, long? EndTime, string? Url)
{
    /// <summary>When something happened to it last, so far as is known; lists of runs are ordered by it (behavior §1.2).</summary>
    public long LastMoved => EndTime ?? StartTime ?? 0;

    public static RunSummary? Of(Run run) => run.RunId is not { } id
        ? null
        : new(id, run.Progress.State, run.Progress.Result, run.StartTime, run.EndTime is > 0 ? run.EndTime : null, run.RunPageUrl);

    /// <summary>The run that started later is the last one, of two at the same time the one a list named first; the same one may have moved.</summary>
    public bool Replaces(RunSummary? other) => other is null || other.RunId == RunId || (StartTime ?? 0) > (other.StartTime ?? 0);
}
