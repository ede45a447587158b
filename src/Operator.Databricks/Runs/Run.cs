using System.Text.Json;
using System.Text.Json.Serialization;
using Operator.Databricks.Compute;
using Operator.Databricks.Http;
using Operator.Databricks.Tasks;

namespace Operator.Databricks.Runs;

/// <summary>
/// A run: a row of a list, a page of it, or all of it (<see cref="RunReads.GetWholeAsync"/>). Times are milliseconds since 1970, durations milliseconds.
/// </summary>
public sealed record Run : WireRecord, IPage<Run>
{
    public int? AttemptNumber { get; init; }

    public long? CleanupDuration { get; init; }

    public ClusterInstance? ClusterInstance { get; init; }

    public RunClusterSpec? ClusterSpec { get; init; }

    public string? CreatorUserName { get; init; }

    public string? DeploymentId { get; init; }

    public string? Description { get; init; }

    public string? EffectivePerformanceTarget { get; init; }

    public string? EffectiveUsagePolicyId { get; init; }

    /// <summary>0 while it runs (behavior §3.2).</summary>
    public long? EndTime { get; init; }

    /// <summary>0 of a run with several tasks, as all but <see cref="RunDuration"/> (behavior §3.2).</summary>
    public long? ExecutionDuration { get; init; }

    public string? Format { get; init; }

    public GitSource? GitSource { get; init; }

    public bool? HasMore { get; init; }

    /// <summary>Of the run of a for-each task.</summary>
    public IReadOnlyList<RunTask>? Iterations { get; init; }

    public IReadOnlyList<JobCluster>? JobClusters { get; init; }

    public long? JobId { get; init; }

    /// <summary>All parameters of the job with their values, not only those sent (behavior §3.2).</summary>
    public IReadOnlyList<RunParameterValue>? JobParameters { get; init; }

    public long? JobRunId { get; init; }

    public string? NextPageToken { get; init; }

    /// <summary>The same as the run id (behavior §1.2).</summary>
    public long? NumberInJob { get; init; }

    public long? OriginalAttemptRunId { get; init; }

    public OverridingParameters? OverridingParameters { get; init; }

    public long? QueueDuration { get; init; }

    public IReadOnlyList<RepairHistoryItem>? RepairHistory { get; init; }

    public long? RunDuration { get; init; }

    public long? RunId { get; init; }

    public string? RunName { get; init; }

    public string? RunPageUrl { get; init; }

    /// <summary>JOB_RUN, WORKFLOW_RUN, SUBMIT_RUN; open-ended.</summary>
    public string? RunType { get; init; }

    public CronSchedule? Schedule { get; init; }

    public long? SetupDuration { get; init; }

    public long? StartTime { get; init; }

    public RunState? State { get; init; }

    public RunStatus? Status { get; init; }

    /// <summary>One entry an attempt (behavior §3.2): <see cref="LatestTasks"/> gives the ones that count.</summary>
    public IReadOnlyList<RunTask>? Tasks { get; init; }

    /// <summary>PERIODIC, ONE_TIME, RETRY, …; open-ended.</summary>
    public string? Trigger { get; init; }

    public JsonElement? TriggerInfo { get; init; }

    public string? VersionId { get; init; }

    [JsonIgnore]
    public RunProgress Progress => RunProgress.Of(State, Status);

    /// <summary>
    /// True when its lists go on elsewhere: only <see cref="RunReads.GetWholeAsync"/> shows all. Of a list row it speaks only if the tasks were asked for;
    /// otherwise there are none (behavior §8).
    /// </summary>
    [JsonIgnore]
    public bool IsTruncated => HasMore is true || !string.IsNullOrEmpty(NextPageToken);

    IReadOnlyList<Run>? IPage<Run>.Items => [this];

    /// <summary>The last attempt of every task, in the order of the answer.</summary>
    public IReadOnlyList<RunTask> LatestTasks() =>
        [.. (Tasks ?? []).Where(task => task is not null).GroupBy(task => task.TaskKey).Select(attempts => attempts.MaxBy(task => task.AttemptNumber ?? 0)!)];
}

public sealed record ClusterInstance : WireRecord
{
    public string? ClusterId { get; init; }

    public string? SparkContextId { get; init; }
}

public sealed record RunClusterSpec : WireRecord
{
    public string? ExistingClusterId { get; init; }

    public string? JobClusterKey { get; init; }

    public IReadOnlyList<Library>? Libraries { get; init; }

    public ClusterSpec? NewCluster { get; init; }
}

public sealed record RunParameterValue : WireRecord
{
    public string? Default { get; init; }

    public string? Name { get; init; }

    public string? Value { get; init; }
}

/// <summary>The parameters of the old kinds that the run was started with; the others are in <see cref="Run.JobParameters"/> (behavior §3.2).</summary>
public sealed record OverridingParameters : RunParameters;

public sealed record RepairHistoryItem : WireRecord
{
    public string? EffectivePerformanceTarget { get; init; }

    public long? EndTime { get; init; }

    public long? Id { get; init; }

    public long? StartTime { get; init; }

    public RunState? State { get; init; }

    public RunStatus? Status { get; init; }

    public IReadOnlyList<long>? TaskRunIds { get; init; }

    /// <summary>ORIGINAL or REPAIR; open-ended.</summary>
    public string? Type { get; init; }
}
