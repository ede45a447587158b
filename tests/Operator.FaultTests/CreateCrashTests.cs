using Databricks.Simulator.Hosting;
using Databricks.Simulator.Journal;
using Operator.IntegrationTests.Harness;

namespace Operator.FaultTests;

/// <summary>Promise 1: one remote object per resource, whenever the operator dies.</summary>
public sealed class CreateCrashTests(ControlPlane controlPlane)
{
    private const string FirstLook = "the first look at the cluster";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    /// <summary>Every point between two calls of a create, by what has happened last when the process dies.</summary>
    public static TheoryData<string, bool> Boundaries => new()
    {
        { "clusters/list", false }, // the finalizer is stored, nothing has been asked yet
        { "clusters/list", true }, // the workspace has answered, and the answer never arrives
        { "clusters/create", false }, // the create is on its way and has had no effect
        { "clusters/create", true }, // the cluster exists, and nobody was told
        { FirstLook, false }, // the cluster exists, its first look is on its way, by itself or in a list
    };

    [Theory]
    [MemberData(nameof(Boundaries))]
    public async Task Create_OperatorKilledBetweenTwoCalls_LeavesExactlyOneCluster(string operation, bool afterEffect)
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("crash");
        await using var first = Start(kubectl, simulator);
        KillAt(simulator, operation, afterEffect, first);
        await kubectl.ApplyAsync(Manifest);
        await first.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(Soon, TimeProvider.System, TestContext.Current.CancellationToken);

        await using var second = Start(kubectl, simulator);
        await second.ReadyAsync("c");

        Assert.Equal([await ClusterIdAsync(kubectl)], simulator.Workspace.Clusters.Ids);
        await kubectl.RunAsync("delete", "databrickscluster", "c", "--timeout=60s");
        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task Create_OperatorKilledWhenStatusIsStored_LeavesExactlyOneCluster()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("crash");
        await using var first = Start(kubectl, simulator);
        await kubectl.ApplyAsync(Manifest);
        await Eventually.ReachesAsync(_ => ClusterIdAsync(kubectl), id => id.Length > 0, "an id in status", Soon);
        first.Kill();

        await using var second = Start(kubectl, simulator);
        await second.ReadyAsync("c");

        Assert.Equal([await ClusterIdAsync(kubectl)], simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task Delete_OperatorKilledAfterTheWorkspaceDeleted_LetsTheObjectGo()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("crash");
        await using var first = Start(kubectl, simulator);
        await kubectl.ApplyAsync(Manifest);
        await first.ReadyAsync("c");
        KillAt(simulator, "clusters/permanent-delete", afterEffect: true, first);
        await kubectl.RunAsync("delete", "databrickscluster", "c", "--wait=false");
        await first.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(Soon, TimeProvider.System, TestContext.Current.CancellationToken);

        await using var second = Start(kubectl, simulator);
        await kubectl.RunAsync("wait", "--for=delete", "databrickscluster/c", "--timeout=60s");

        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    private const string Manifest = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: c}
        spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}
        """;

    private static OperatorProcess Start(NamespacedKubectl kubectl, SimulatorHost simulator) =>
        OperatorProcess.Start(kubectl, simulator.Url, further: OperatorProcess.WithoutElection);

    private static void KillAt(SimulatorHost simulator, string operation, bool afterEffect, OperatorProcess process)
    {
        var killed = 0;
        Task Gate(JournalEntry entry)
        {
            if (IsMeant(operation, entry, simulator) && Interlocked.Exchange(ref killed, 1) == 0)
            {
                process.Kill();
            }

            return Task.CompletedTask;
        }

        if (afterEffect)
        {
            simulator.Workspace.Gates.AfterEffect = Gate;
        }
        else
        {
            simulator.Workspace.Gates.BeforeEffect = Gate;
        }
    }

    /// <summary>Whether a list or a get brings the first look depends on which is due first.</summary>
    private static bool IsMeant(string operation, JournalEntry entry, SimulatorHost simulator) => operation == FirstLook
        ? entry.Operation is "clusters/get" or "clusters/list" && simulator.Workspace.Clusters.Ids.Count > 0
        : entry.Operation == operation;

    private static Task<string> ClusterIdAsync(NamespacedKubectl kubectl) =>
        kubectl.RunAsync("get", "databrickscluster", "c", "-o", "jsonpath={.status.clusterId}");
}
