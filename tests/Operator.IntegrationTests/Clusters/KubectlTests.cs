using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Clusters;

/// <summary>The commands a Kubernetes user knows do what that user expects.</summary>
public sealed class KubectlTests(ControlPlane controlPlane)
{
    private const string Manifest = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: c}
        spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 2}
        """;

    [Fact]
    public async Task Wait_ForReady_HoldsOnlyOnceTheClusterRuns()
    {
        await using var simulator = await SimulatorHost.StartAsync(Slow(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("kubectl");
        await using var process = OperatorInProcess.Start(kubectl, simulator.Url);
        await kubectl.ApplyAsync(Manifest);

        await kubectl.RunAsync("wait", "--for=jsonpath={.status.state}=PENDING", "databrickscluster/c", "--timeout=30s");
        Assert.Equal("False", await kubectl.ClusterAsync("c", ".status.conditions[?(@.type==\"Ready\")].status"));
        await kubectl.RunAsync("wait", "--for=condition=Ready", "databrickscluster/c", "--timeout=30s");

        Assert.Equal("RUNNING", await kubectl.ClusterAsync("c", ".status.state"));
    }

    [Fact]
    public async Task Get_ByCategoryAndWide_ShowsTheColumns()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("kubectl");
        await using var process = OperatorInProcess.Start(kubectl, simulator.Url);
        await kubectl.ApplyAsync(Manifest);
        await process.ReadyAsync("c");

        var lines = (await kubectl.RunAsync("get", "databricks", "-o", "wide")).Split('\n');

        string[] columns = ["NAME", "READY", "SYNCED", "REASON", "STATE", "CLUSTER-ID", "AGE", "WORKSPACE", "SPARK", "NODE-TYPE", "WORKERS", "URL", "MESSAGE"];
        Assert.Equal(columns, Words(lines[0]));
        var shown = Words(lines[1]);
        var id = simulator.Workspace.Clusters.Ids.Single();
        Assert.Equal(["databrickscluster.databricks-operator.io/c", "True", "True", "Available", "RUNNING", id], shown[..6]);
        Assert.Equal(["(default)", "16.4.x-scala2.12", "m5d.large", "2"], shown[7..11]);
    }

    [Fact]
    public async Task Explain_AnyField_HasAText()
    {
        var kubectl = await controlPlane.PrepareAsync("kubectl");

        var text = await Eventually.ReachesAsync(
            _ => kubectl.RunAsync("explain", "databrickscluster.spec.autoterminationMinutes"),
            shown => shown.Contains("DESCRIPTION", StringComparison.Ordinal),
            "the schema to be published");

        Assert.Contains("10 to 10000", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_WithWait_EndsWhenTheClusterIsGone()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("kubectl");
        await using var process = OperatorInProcess.Start(kubectl, simulator.Url);
        await kubectl.ApplyAsync(Manifest);
        await process.ReadyAsync("c");

        await kubectl.RunAsync("delete", "databrickscluster", "c", "--wait", "--timeout=30s");

        Assert.Empty(simulator.Workspace.Clusters.Ids);
    }

    [Fact]
    public async Task Apply_Twice_ChangesNothing()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        var kubectl = await controlPlane.PrepareAsync("kubectl");
        await using var process = OperatorInProcess.Start(kubectl, simulator.Url);
        await kubectl.ApplyAsync(Manifest);
        await process.ReadyAsync("c");

        Assert.Contains("unchanged", await kubectl.ApplyAsync(Manifest), StringComparison.Ordinal);

        Assert.Equal("1", await kubectl.ClusterAsync("c", ".metadata.generation"));
        Assert.Single(simulator.Workspace.Journal.After(0), call => call.Mutating);
    }

    private static SimulatorOptions Slow() =>
        new() { Workspaces = [new WorkspaceOptions { Clusters = new ClusterOptions { PendingDuration = TimeSpan.FromSeconds(4) } }] };

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
