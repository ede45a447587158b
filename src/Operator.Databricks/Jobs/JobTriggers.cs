using System.Text.Json;
using Operator.Databricks.Http;

namespace Operator.Databricks.Jobs;

/// <summary>Exactly one of the causes is set.</summary>
public sealed record TriggerSettings : WireRecord
{
    public FileArrivalTrigger? FileArrival { get; init; }

    public JsonElement? Model { get; init; }

    public string? PauseStatus { get; init; }

    public PeriodicTrigger? Periodic { get; init; }

    public JsonElement? SqlCondition { get; init; }

    public TableUpdateTrigger? TableUpdate { get; init; }
}

public sealed record FileArrivalTrigger : WireRecord
{
    public int? MinTimeBetweenTriggersSeconds { get; init; }

    public string? Url { get; init; }

    public int? WaitAfterLastChangeSeconds { get; init; }
}

public sealed record PeriodicTrigger : WireRecord
{
    public int? Interval { get; init; }

    /// <summary>MINUTES, HOURS, DAYS, WEEKS; open-ended.</summary>
    public string? Unit { get; init; }
}

public sealed record TableUpdateTrigger : WireRecord
{
    /// <summary>ANY_UPDATED or ALL_UPDATED.</summary>
    public string? Condition { get; init; }

    public int? MinTimeBetweenTriggersSeconds { get; init; }

    public IReadOnlyList<string>? TableNames { get; init; }

    public int? WaitAfterLastChangeSeconds { get; init; }
}

/// <summary>One run after the other, always.</summary>
public sealed record Continuous : WireRecord
{
    public string? PauseStatus { get; init; }

    public string? TaskRetryMode { get; init; }
}
