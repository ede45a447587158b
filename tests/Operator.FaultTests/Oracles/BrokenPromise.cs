using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>A case in which one promise is broken on purpose, and what the oracles say of it.</summary>
internal static class BrokenPromise
{
    public static readonly Scenario OneCluster = AllScenarios.Of("cluster");
    public static readonly Thing Cluster = OneCluster.Things[0];
    public static readonly string ClusterPath = Users.PathOf(Cluster.Plural, Cluster.Name);

    public static Call CallTo(string name) => new(Side.Workspace, 0, name, false, 0, "");

    public static void Write(FaultWorld world, Action<JsonObject> change)
    {
        var after = Cluster.Stored(world)!;
        change(after);
        world.Oracles.Written(new ObservedWrite(ClusterPath, Cluster.Stored(world)!, after), world.Life);
    }

    /// <summary>A cluster that is as it should be, of which nothing is reported until the promise is broken.</summary>
    public static async Task AssertReportedAsync(Promise promise, Action<FaultWorld> breaks, bool isReported = true)
    {
        using var world = new FaultWorld(new WorkspaceOptions(), isListed: false);
        world.Oracles.Watch(OneCluster.Things);
        await SettleAsync(world);
        world.Oracles.AtRest();
        Assert.Empty(world.Oracles.Violations);

        breaks(world);

        Assert.Equal(isReported, world.Oracles.Violations.Any(text => Says(text, promise)));
    }

    /// <summary>The cluster is applied, and as it should be.</summary>
    public static async Task SettleAsync(FaultWorld world)
    {
        OneCluster.Steps[0].Act(world);
        Assert.True(await world.RunUntilAsync(() => Cluster.IsSettled(world), TimeSpan.FromMinutes(5)));
    }

    public static void AssertReported(Promise promise, IEnumerable<string> violations) =>
        Assert.Contains(violations, text => Says(text, promise));

    private static bool Says(string violation, Promise promise) => violation.StartsWith(promise.Text(), StringComparison.Ordinal);
}
