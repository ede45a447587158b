using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Chain;

/// <summary>
/// What many objects of a kind cost together where calls are scarce: shared lists included, because all objects of a workspace share its calls.
/// </summary>
public sealed class FleetLedgerTests(ControlPlane controlPlane) : IAsyncLifetime
{
    /// <summary>Enough that what the first few cost, before lists answer for all, does not decide the figure.</summary>
    private const int Fleet = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private OperatorInProcess process = null!;
    private long mark;

    public async ValueTask InitializeAsync()
    {
        var workspace = new WorkspaceOptions { Clusters = new ClusterOptions { PendingDuration = TimeSpan.FromSeconds(8) } };
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Workspaces = [workspace] }, TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("fleet");
        // The intervals of production: a second look at what was imported without one comes later.
        var intervals = new Dictionary<string, string> { ["OPERATOR__RECHECKSECONDS"] = "3600", ["OPERATOR__TRANSITIONSECONDS"] = "5" };
        process = OperatorInProcess.Start(kubectl, workspace: null, observeSeconds: 60, further: intervals);
        await kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        // Fewer calls than a slow machine makes, so that they are scarce on any.
        await kubectl.ApplyAsync(Manifest.Workspace(simulator.Url, "busy", "limits: {requestsPerSecond: 6, burst: 6}"));
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Theory]
    [InlineData("databricksclusters", "DatabricksCluster", "sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1", 1.3, 1.3)]
    [InlineData("databrickssqlwarehouses", "DatabricksSqlWarehouse", "clusterSize: Small", 1.3, 1.3)]
    // A list of active runs answers for the deletions that wait for it, which are as many as there are workers. 1.11 to 1.31 calls were seen: the slower the
    // machine, the fewer wait. One look for each deletion would make it more than 2.
    [InlineData("databricksjobs", "DatabricksJob", "name: x", 1.3, 1.5)]
    [InlineData("databricksnotebooks", "DatabricksNotebook", "language: PYTHON, content: print(1), path: /Shared/fleet/", 1.4, 2.3)]
    public async Task Fleet_FromCreationToDeletion_CostsTheListsAndNoCallMoreThanEachNeeds(
        string plural, string kind, string spec, double creation, double deletion)
    {
        simulator.Workspace.Objects.Create("/Shared/fleet/other", "PYTHON", "print(2)");
        mark = simulator.Workspace.Journal.LastSequence;
        await kubectl.ApplyAsync(string.Join("\n---\n", Enumerable.Range(0, Fleet).Select(index => Of(kind, index, spec))));
        await Eventually.ReachesAsync(_ => ReadyAsync(plural), ready => ready == Fleet, $"all {plural} to be ready", Patience, ready => $"{ready}\n{Calls()}");
        // The last notebooks are looked at one by one, with two calls each, once calls are to spare: at most 30 in the five seconds until a list shows them.
        Check("create", atMost: creation);

        mark = simulator.Workspace.Journal.LastSequence;
        await kubectl.RunAsync("delete", plural, "--all", "--wait=true", "--timeout=120s");
        Check("delete", atMost: deletion);
    }

    private void Check(string step, double atMost)
    {
        var calls = simulator.Workspace.Journal.After(mark).Count / (double)Fleet;
        TestContext.Current.TestOutputHelper?.WriteLine($"{step}: {calls:0.00} calls an object: {Calls()}");
        Assert.True(calls <= atMost, $"{step}: {calls:0.00} calls an object, at most {atMost} expected: {Calls()}");
    }

    private static string Of(string kind, int index, string spec) =>
        $"apiVersion: databricks-operator.io/v1alpha1\nkind: {kind}\nmetadata: {{name: x{index}}}\n"
            + $"spec: {{workspaceRef: {{name: busy}}, {spec}{(kind == "DatabricksNotebook" ? $"x{index}" : "")}}}";

    private async Task<int> ReadyAsync(string plural)
    {
        var conditions = await kubectl.RunAsync("get", plural, "-o", "jsonpath={range .items[*].status.conditions[*]}{.type}={.status} {end}");
        return conditions.Split(' ').Count(condition => condition == "Ready=True");
    }

    private string Calls() => string.Join(
        ' ',
        simulator.Workspace.Journal.After(mark).GroupBy(call => call.Operation).OrderByDescending(group => group.Count())
            .Select(group => $"{group.Key}: {group.Count()}"));
}
