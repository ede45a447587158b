using Operator.Databricks.Http;
using Operator.Databricks.Tasks;

namespace Operator.Databricks.Runs;

/// <summary>Starts a run of a job.</summary>
public sealed record RunNow : RunParameters
{
    /// <summary>
    /// One for each run that is meant, 1–64 characters: the same again gives the same run, or an error if that run was deleted (behavior §1.2). Required,
    /// because the call is repeated on its strength.
    /// </summary>
    public required string IdempotencyToken { get; init => field = Runs.IdempotencyToken.Checked(value); }

    public required long JobId { get; init; }

    /// <summary>Only these tasks: <c>key</c>, <c>+key</c>, <c>key+</c>, <c>+key+</c> (behavior §1.2).</summary>
    public IReadOnlyList<string>? Only { get; init; }

    public string? PerformanceTarget { get; init; }

    public QueueSettings? Queue { get; init; }
}

/// <summary>A run that belongs to no job.</summary>
public sealed record SubmitRun : WireRecord
{
    public IReadOnlyList<JobAccessControl>? AccessControlList { get; init; }

    public string? BudgetPolicyId { get; init; }

    public EmailNotifications? EmailNotifications { get; init; }

    public IReadOnlyList<JobEnvironment>? Environments { get; init; }

    public GitSource? GitSource { get; init; }

    public HealthRules? Health { get; init; }

    /// <summary>As of <see cref="RunNow.IdempotencyToken"/>.</summary>
    public required string IdempotencyToken { get; init => field = Runs.IdempotencyToken.Checked(value); }

    public NotificationSettings? NotificationSettings { get; init; }

    public string? PerformanceTarget { get; init; }

    public QueueSettings? Queue { get; init; }

    public JobRunAs? RunAs { get; init; }

    /// <summary><c>Untitled</c> if unset (behavior §1.2).</summary>
    public string? RunName { get; init; }

    public IReadOnlyList<JobTask>? Tasks { get; init; }

    /// <summary>Seconds; 0 is no limit.</summary>
    public int? TimeoutSeconds { get; init; }

    public string? UsagePolicyId { get; init; }

    public WebhookNotifications? WebhookNotifications { get; init; }
}

public sealed record StartedRun : WireRecord
{
    public long? NumberInJob { get; init; }

    /// <summary>An answer without an id started nothing one could follow.</summary>
    public required long RunId { get; init; }
}

/// <summary>The whole request of cancel and delete.</summary>
public sealed record RunReference(long RunId) : WireRecord;

public sealed record CancelAllRuns : WireRecord
{
    public required long JobId { get; init; }

    public bool? AllQueuedRuns { get; init; }
}

/// <summary>Runs tasks of an ended run again, under the same run id.</summary>
public sealed record RepairRun : RunParameters
{
    /// <summary>Required from the second repair on (behavior §1.2): it is what keeps a repeated request from repairing twice.</summary>
    public long? LatestRepairId { get; init; }

    public string? PerformanceTarget { get; init; }

    /// <summary>Not together with <see cref="RerunTasks"/>.</summary>
    public bool? RerunAllFailedTasks { get; init; }

    public bool? RerunDependentTasks { get; init; }

    public IReadOnlyList<string>? RerunTasks { get; init; }

    public required long RunId { get; init; }
}

public sealed record StartedRepair : WireRecord
{
    public required long RepairId { get; init; }
}

public sealed record RunPage : WireRecord, IOffsetPage<Run>
{
    public bool? HasMore { get; init; }

    public string? NextPageToken { get; init; }

    public string? PrevPageToken { get; init; }

    public IReadOnlyList<Run>? Runs { get; init; }

    IReadOnlyList<Run>? IPage<Run>.Items => Runs;
}

public sealed record ExportedRun : WireRecord
{
    public IReadOnlyList<ExportedView>? Views { get; init; }
}

public sealed record ExportedView : WireRecord
{
    /// <summary>A web page.</summary>
    public string? Content { get; init; }

    public string? Name { get; init; }

    /// <summary>NOTEBOOK or DASHBOARD; open-ended.</summary>
    public string? Type { get; init; }
}
