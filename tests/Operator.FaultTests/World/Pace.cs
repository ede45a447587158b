using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Databricks.Simulator.Warehouses;

namespace Operator.FaultTests.World;

/// <summary>How long the workspace takes over what it is asked for: passes, people and faults come in between, as they do with a real one.</summary>
internal static class Pace
{
    /// <summary>Until what others started runs.</summary>
    public static TimeSpan Start { get; } = TimeSpan.FromMinutes(2);

    public static ClusterOptions Clusters { get; } = new()
    {
        PendingDuration = TimeSpan.FromSeconds(90),
        ResizingDuration = TimeSpan.FromSeconds(30),
        RestartingDuration = TimeSpan.FromSeconds(60),
        TerminatingDuration = TimeSpan.FromSeconds(20),
        LibraryInstallDuration = TimeSpan.FromSeconds(20),
    };

    public static RunOptions Runs { get; } = new()
    {
        PendingDuration = TimeSpan.FromSeconds(20),
        RunningDuration = TimeSpan.FromMinutes(3),
        TerminatingDuration = TimeSpan.FromSeconds(10),
    };

    public static WarehouseOptions Warehouses { get; } = new()
    {
        StartingDuration = TimeSpan.FromSeconds(40),
        StoppingDuration = TimeSpan.FromSeconds(10),
        DeletingDuration = TimeSpan.FromSeconds(10),
    };

    public static WorkspaceOptions Workspace { get; } = new() { Clusters = Clusters, Runs = Runs, Warehouses = Warehouses };
}
