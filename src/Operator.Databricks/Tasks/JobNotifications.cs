using Operator.Databricks.Http;

namespace Operator.Databricks.Tasks;

/// <summary>Who gets mail; of a job or of a task.</summary>
public sealed record EmailNotifications : WireRecord
{
    public bool? NoAlertForSkippedRuns { get; init; }

    public IReadOnlyList<string>? OnDurationWarningThresholdExceeded { get; init; }

    public IReadOnlyList<string>? OnFailure { get; init; }

    public IReadOnlyList<string>? OnStart { get; init; }

    public IReadOnlyList<string>? OnStreamingBacklogExceeded { get; init; }

    public IReadOnlyList<string>? OnSuccess { get; init; }
}

/// <summary>At most 3 destinations an event (behavior §3.3), answered in any order (behavior §4.3).</summary>
public sealed record WebhookNotifications : WireRecord
{
    public IReadOnlyList<Webhook>? OnDurationWarningThresholdExceeded { get; init; }

    public IReadOnlyList<Webhook>? OnFailure { get; init; }

    public IReadOnlyList<Webhook>? OnStart { get; init; }

    public IReadOnlyList<Webhook>? OnStreamingBacklogExceeded { get; init; }

    public IReadOnlyList<Webhook>? OnSuccess { get; init; }
}

public sealed record Webhook : WireRecord
{
    public string? Id { get; init; }
}

public sealed record NotificationSettings : WireRecord
{
    /// <summary>Of tasks only.</summary>
    public bool? AlertOnLastAttempt { get; init; }

    public bool? NoAlertForCanceledRuns { get; init; }

    public bool? NoAlertForSkippedRuns { get; init; }
}

public sealed record HealthRules : WireRecord
{
    public IReadOnlyList<HealthRule>? Rules { get; init; }
}

public sealed record HealthRule : WireRecord
{
    /// <summary>RUN_DURATION_SECONDS, STREAMING_BACKLOG_RECORDS, …; open-ended.</summary>
    public string? Metric { get; init; }

    public string? Op { get; init; }

    public long? Value { get; init; }
}
