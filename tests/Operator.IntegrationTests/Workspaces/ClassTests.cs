using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Workspaces;

/// <summary>Two releases in one namespace: each works on the objects of its class, and two of one class are told of each other.</summary>
public sealed class ClassTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private const string Label = "databricks-operator.io/class";

    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;

    private int Resizes => simulator.Workspace.Journal.Of("clusters/resize").Count;

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("class");
    }

    public ValueTask DisposeAsync() => simulator.DisposeAsync();

    [Fact]
    public async Task Label_OfAnObject_SaysWhichReleaseWorksOnItAndHandsItOverWhenItChanges()
    {
        await using var plain = Start("plain", "");
        await kubectl.ApplyAsync(Manifest.Cluster("a", workspace: null));
        await plain.ReadyAsync("a");
        await kubectl.ApplyAsync(Manifest.Cluster("b", workspace: null));
        await plain.ReadyAsync("b");
        await kubectl.RunAsync("label", "databrickscluster", "b", $"{Label}=canary");
        await kubectl.RunAsync("patch", "databrickscluster", "b", "--type=merge", "-p", """{"spec":{"numWorkers":3}}""");
        await kubectl.RunAsync("patch", "databrickscluster", "a", "--type=merge", "-p", """{"spec":{"numWorkers":2}}""");
        await Eventually.HoldsAsync(() => Resizes == 1, "the edit of the object without a class", describe: () => plain.Log);

        await using var canary = Start("canary", "canary");
        await Eventually.HoldsAsync(() => Resizes == 2, "the edit of the object with one", TimeSpan.FromSeconds(30), () => canary.Log);
        await canary.ReadyAsync("b");

        // Both are as they were made: nothing was made again, or taken for deleted.
        Assert.Equal(2, simulator.Workspace.Clusters.Ids.Count);
        Assert.Equal(2, simulator.Workspace.Journal.Of("clusters/create").Count);
        await kubectl.RunAsync("delete", "databrickscluster", "b", "--timeout=30s");
        Assert.Single(simulator.Workspace.Clusters.Ids);
        Assert.DoesNotContain("Another operator", plain.Log + canary.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondRelease_OfTheSameClass_IsSaidInItsLogWithTheLeaseOfTheOther()
    {
        await using var first = Start("first", "");
        await Eventually.HoldsAsync(() => first.Log.Contains("Leading as", StringComparison.Ordinal), "the first to lead", describe: () => first.Log);

        await using var second = Start("second", "");

        await Eventually.HoldsAsync(
            () => second.Log.Contains($"{kubectl.Namespace}/first", StringComparison.Ordinal), "the warning", TimeSpan.FromSeconds(30), () => second.Log);
    }

    private OperatorInProcess Start(string lease, string @class) => OperatorInProcess.Start(
        kubectl,
        simulator.Url,
        further: new Dictionary<string, string> { ["OPERATOR__LEADERELECTION__LEASENAME"] = lease, ["OPERATOR__CLASS"] = @class });
}
