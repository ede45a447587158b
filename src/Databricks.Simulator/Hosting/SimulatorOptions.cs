namespace Databricks.Simulator.Hosting;

public sealed record SimulatorOptions
{
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Moves <see cref="TimeProvider"/> forward for POST /_sim/clock; null when it cannot be moved.</summary>
    public Action<TimeSpan>? AdvanceClock { get; init; }

    public IReadOnlyList<WorkspaceOptions> Workspaces { get; init; } = [new()];
}
