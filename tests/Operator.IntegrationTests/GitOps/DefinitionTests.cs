using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.GitOps;

/// <summary>The definitions themselves under GitOps, on a control plane of its own, because they exist once in a cluster.</summary>
public sealed class DefinitionTests : IAsyncLifetime
{
    private const string Definition = "databricksclusters.databricks-operator.io";

    private readonly ControlPlane controlPlane = new();

    public ValueTask InitializeAsync() => controlPlane.InitializeAsync();

    public ValueTask DisposeAsync() => controlPlane.DisposeAsync();

    [Fact]
    public async Task Definitions_InOneSyncWithTheirObjects_WorkAtTheFirstTryAndTakeTheObjectsAlong()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = new NamespacedKubectl(controlPlane, await controlPlane.CreateNamespaceAsync("definitions"));

        // As Argo CD orders one sync: definitions, until they are established, then everything else.
        await controlPlane.Kubectl.RunAsync("apply", "--validate=false", "-f", Repository.File("config", "crd", "bases"));
        await Eventually.ReachesAsync(
            _ => controlPlane.Kubectl.RunAsync("wait", "--for=condition=Established", "--timeout=10s", $"crd/{Definition}"), _ => true, "the definition");
        await using var process = OperatorInProcess.Start(kubectl, simulator.Url);
        var application = new ArgoApplication(controlPlane, kubectl.Namespace);
        application.Commit("""
            apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksCluster
            metadata: {name: etl}
            spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}
            """);
        await application.SyncAsync(() => process.Log);
        Assert.Single(simulator.Workspace.Clusters.Ids);

        await controlPlane.Kubectl.RunAsync("delete", "crd", Definition, "--timeout=60s");

        Assert.Empty(simulator.Workspace.Clusters.Ids);
        Assert.Null(await application.Live.FindAsync(application.Manifest("DatabricksCluster")));
    }
}
