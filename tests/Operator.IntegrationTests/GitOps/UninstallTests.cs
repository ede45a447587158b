using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.GitOps;

/// <summary>An application that holds the operator and its objects can go without leaving one stuck.</summary>
public sealed class UninstallTests(ControlPlane controlPlane)
{
    private const string Cluster = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: etl}
        spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}
        """;

    [Theory]
    [InlineData("-1", false)]
    [InlineData("0", true)]
    public async Task DeleteApplication_WithTheOperator_LeavesNothingIfTheOperatorIsInAnEarlierWave(string wave, bool isStuck)
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("uninstall");
        var process = OperatorInProcess.Start(kubectl, simulator.Url);
        var application = new ArgoApplication(controlPlane, kubectl.Namespace);
        application.Commit(Deployment(wave), Cluster);
        await application.SyncAsync(() => process.Log);
        var (deployment, cluster) = (application.Manifest("Deployment"), application.Manifest("DatabricksCluster"));

        // All of one wave go at once; the worst case is that the operator is gone before it sees it.
        await using var running = isStuck ? null : process;
        if (isStuck)
        {
            await process.DisposeAsync();
        }

        await Eventually.ReachesAsync(
            async _ => (Waits: await application.DeleteAsync(), Operator: await application.Live.FindAsync(deployment)),
            seen => isStuck ? seen.Operator is null : seen.Waits is null,
            "the application to go",
            TimeSpan.FromSeconds(60));

        Assert.Equal(isStuck, await application.Live.FindAsync(cluster) is not null);
        Assert.Equal(isStuck ? 1 : 0, simulator.Workspace.Clusters.Ids.Count);
    }

    [Fact]
    public async Task DeleteApplication_WhoseOperatorWasGoneFirst_EndsWithTheNextOperator()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("uninstall");
        var application = new ArgoApplication(controlPlane, kubectl.Namespace);
        application.Commit(Cluster);
        await using (var first = OperatorInProcess.Start(kubectl, simulator.Url))
        {
            await application.SyncAsync(() => first.Log);
        }

        var cluster = application.Manifest("DatabricksCluster");
        Assert.NotNull(await application.DeleteAsync());
        Assert.Equal(("Progressing", "Pending deletion"), await application.HealthAsync(cluster));

        await using var next = OperatorInProcess.Start(kubectl, simulator.Url);

        await Eventually.ReachesAsync(
            _ => application.DeleteAsync(), waits => waits is null, "the application to go", TimeSpan.FromSeconds(60), waits => $"{waits}{next.Log}");
        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    private static string Deployment(string wave) => $$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: databricks-operator, annotations: {argocd.argoproj.io/sync-wave: "{{{wave}}}"}}
        spec:
          replicas: 0
          selector: {matchLabels: {app: databricks-operator} }
          template:
            metadata: {labels: {app: databricks-operator}}
            spec: {containers: [{name: manager, image: example}]}
        """;
}
