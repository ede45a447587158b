namespace Operator.Runtime.Controllers;

/// <summary>How one kind's objects are worked on.</summary>
public sealed record ControllerOptions
{
    /// <summary>Maximum concurrent reconciles per kind.</summary>
    public int Workers { get; init; } = 16;

    /// <summary>A pass that takes longer is cancelled and tried again with backoff.</summary>
    public TimeSpan PassTimeout { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan BackoffMaximum { get; init; } = TimeSpan.FromMinutes(5);
}
