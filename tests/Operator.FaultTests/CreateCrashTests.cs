using Databricks.Simulator.Hosting;
using Databricks.Simulator.Journal;
using Operator.FaultTests.Harness;

namespace Operator.FaultTests;

/// <summary>Promise 1: one remote object per resource, whenever the operator dies.</summary>
public sealed class CreateCrashTests(ControlPlane controlPlane)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    /// <summary>Every point between two calls of a create, by what has happened last when the process dies.</summary>
    public static TheoryData<string, bool> Boundaries => new()
    {
        { "clusters/list", false }, // the finalizer is stored, nothing has been asked yet
        { "clusters/list", true }, // the workspace has answered, and the answer never arrives
        { "clusters/create", false }, // the create is on its way and has had no effect
        { "clusters/create", true }, // the cluster exists, and nobody was told
        { "clusters/get", false }, // the id is recorded, the first look at it is on its way
    };

    [Theory]
    [MemberData(nameof(Boundaries))]
    public async Task Create_OperatorKilledBetweenTwoCalls_LeavesExactlyOneCluster(string operation, bool afterEffect)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), cancellationToken);
        var @namespace = await controlPlane.CreateNamespaceAsync(cancellationToken);
        var first = OperatorProcess.Start(controlPlane.Kubeconfig, simulator.Url, @namespace);
        KillAt(simulator, operation, afterEffect, first);
        await controlPlane.ApplyAsync(@namespace, Manifest, cancellationToken);
        await first.ExitAsync(cancellationToken).WaitAsync(Soon, TimeProvider.System, cancellationToken);
        await first.DisposeAsync();

        await using var second = OperatorProcess.Start(controlPlane.Kubeconfig, simulator.Url, @namespace);
        await ReadyAsync(@namespace, second, cancellationToken);

        var id = await StatusAsync(@namespace, "clusterId", cancellationToken);
        Assert.Equal([id], simulator.Workspace.Clusters.Ids);
        await controlPlane.KubectlAsync(cancellationToken, "-n", @namespace, "delete", "databrickscluster", "c", "--timeout=60s");
        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task Create_OperatorKilledWhenStatusIsStored_LeavesExactlyOneCluster()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), cancellationToken);
        var @namespace = await controlPlane.CreateNamespaceAsync(cancellationToken);
        await using var first = OperatorProcess.Start(controlPlane.Kubeconfig, simulator.Url, @namespace);
        await controlPlane.ApplyAsync(@namespace, Manifest, cancellationToken);
        await Eventually.AsyncUntil(() => StatusAsync(@namespace, "clusterId", cancellationToken), id => id.Length > 0, Soon, cancellationToken);
        first.Kill();

        await using var second = OperatorProcess.Start(controlPlane.Kubeconfig, simulator.Url, @namespace);
        await ReadyAsync(@namespace, second, cancellationToken);

        Assert.Equal([await StatusAsync(@namespace, "clusterId", cancellationToken)], simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task Delete_OperatorKilledAfterTheWorkspaceDeleted_LetsTheObjectGo()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), cancellationToken);
        var @namespace = await controlPlane.CreateNamespaceAsync(cancellationToken);
        var first = OperatorProcess.Start(controlPlane.Kubeconfig, simulator.Url, @namespace);
        await controlPlane.ApplyAsync(@namespace, Manifest, cancellationToken);
        await ReadyAsync(@namespace, first, cancellationToken);
        KillAt(simulator, "clusters/permanent-delete", afterEffect: true, first);
        await controlPlane.KubectlAsync(cancellationToken, "-n", @namespace, "delete", "databrickscluster", "c", "--wait=false");
        await first.ExitAsync(cancellationToken).WaitAsync(Soon, TimeProvider.System, cancellationToken);
        await first.DisposeAsync();

        await using var second = OperatorProcess.Start(controlPlane.Kubeconfig, simulator.Url, @namespace);
        await controlPlane.KubectlAsync(cancellationToken, "-n", @namespace, "wait", "--for=delete", "databrickscluster/c", "--timeout=60s");

        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    private const string Manifest = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: c}
        spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}
        """;

    private static void KillAt(SimulatorHost simulator, string operation, bool afterEffect, OperatorProcess process)
    {
        var killed = 0;
        Task Gate(JournalEntry entry)
        {
            if (entry.Operation == operation && Interlocked.Exchange(ref killed, 1) == 0)
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

    private async Task ReadyAsync(string @namespace, OperatorProcess process, CancellationToken cancellationToken)
    {
        var result = await controlPlane.TryKubectlAsync(cancellationToken, null, "-n", @namespace, "wait", "--for=condition=Ready", "databrickscluster/c", "--timeout=60s");
        Assert.True(result.ExitCode == 0, result.Text + process.Log);
    }

    private Task<string> StatusAsync(string @namespace, string field, CancellationToken cancellationToken) =>
        controlPlane.KubectlAsync(cancellationToken, "-n", @namespace, "get", "databrickscluster", "c", "-o", $"jsonpath={{.status.{field}}}");
}
