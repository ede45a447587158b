using Operator.Databricks.Http;

namespace Operator.Databricks.Runs;

/// <summary>How far a run is, in the old words; all of them open-ended (behavior §3.1). <see cref="RunProgress"/> reads it.</summary>
public sealed record RunState : WireRecord
{
    public string? LifeCycleState { get; init; }

    public string? QueueReason { get; init; }

    public string? ResultState { get; init; }

    public string? StateMessage { get; init; }

    public bool? UserCancelledOrTimedout { get; init; }
}

/// <summary>How far a run is, in the words of today; all of them open-ended (behavior §3.1). <see cref="RunProgress"/> reads it.</summary>
public sealed record RunStatus : WireRecord
{
    public QueueDetails? QueueDetails { get; init; }

    public string? State { get; init; }

    public TerminationDetails? TerminationDetails { get; init; }
}

public sealed record QueueDetails : WireRecord
{
    public string? Code { get; init; }

    public string? Message { get; init; }
}

public sealed record TerminationDetails : WireRecord
{
    public string? Code { get; init; }

    public string? Message { get; init; }

    /// <summary>SUCCESS, CLIENT_ERROR, INTERNAL_ERROR, CLOUD_FAILURE; open-ended.</summary>
    public string? Type { get; init; }
}
