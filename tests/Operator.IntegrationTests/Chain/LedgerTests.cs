using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Chain;

/// <summary>
/// What each step in the life of an object costs, exactly: calls to the workspace, by name, and writes to the API server. A step that grows dearer shows here
/// as a number. Lists of the shared observation come by the clock and are not counted; here by a slow one, so that none of them saves a look of its own.
/// </summary>
public sealed class LedgerTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private const string Create = "finalizer status";

    private static readonly string[] Shared = ["clusters/list", "jobs/list", "jobs/runs/list", "workspace/list", "libraries/all-cluster-statuses"];

    private readonly string directory = Directory.CreateTempSubdirectory("ledger-").FullName;
    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private ApiServerProxy proxy = null!;
    private OperatorInProcess process = null!;
    private long calls;
    private int writes;

    public async ValueTask InitializeAsync()
    {
        var workspace = new WorkspaceOptions { Runs = new RunOptions { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.Zero } };
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Workspaces = [workspace] }, TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("ledger");
        proxy = await ApiServerProxy.StartAsync(controlPlane);
        process = OperatorInProcess.Start(
            kubectl, simulator.Url, observeSeconds: 3600, kubeconfig: await proxy.WriteKubeconfigAsync(directory), firstStatus: TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await proxy.DisposeAsync();
        await simulator.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Cluster_FromCreationToDeletion_CostsJustThis()
    {
        // The third write tells that it runs: the workspace takes its time to get there.
        await StepAsync(
            () => ApplyAsync("DatabricksCluster", "sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1"),
            "Ready=True Available",
            "clusters/create clusters/get",
            $"{Create} status");
        await NoOpAsync("databrickscluster", "clusters/get");
        await StepAsync(
            () => ApplyAsync("DatabricksCluster", "sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 2"),
            "Ready=True Available",
            "clusters/get clusters/resize clusters/get",
            "status status");
        await DeleteAsync("databrickscluster", "clusters/get clusters/permanent-delete clusters/get", "status finalizer");
    }

    [Fact]
    public async Task Job_FromCreationToDeletion_CostsJustThis()
    {
        await StepAsync(() => ApplyAsync("DatabricksJob", "description: old"), "Ready=True Available", "jobs/create jobs/get", Create);
        await NoOpAsync("databricksjob", "jobs/get");
        await StepAsync(() => ApplyAsync("DatabricksJob", "description: new"), "Ready=True Available", "jobs/get jobs/reset jobs/get", "status status");
        await DeleteAsync("databricksjob", "jobs/get jobs/delete", "finalizer");
    }

    [Fact]
    public async Task Notebook_FromCreationToDeletion_CostsJustThis()
    {
        await StepAsync(
            () => ApplyAsync("DatabricksNotebook", "path: /ledger, language: PYTHON, content: \"1\""),
            "Ready=True Available",
            "workspace/get-status workspace/import workspace/get-status workspace/export",
            Create);
        await NoOpAsync("databricksnotebook", "workspace/get-status workspace/export");
        await StepAsync(
            () => ApplyAsync("DatabricksNotebook", "path: /ledger, language: PYTHON, content: \"2\""),
            "Ready=True Available",
            "workspace/get-status workspace/export workspace/import workspace/get-status workspace/export workspace/get-status workspace/export",
            "status status");
        await DeleteAsync("databricksnotebook", "workspace/get-status workspace/delete", "finalizer");
    }

    [Fact]
    public async Task Run_FromItsStartToItsEnd_CostsJustThis()
    {
        var job = simulator.Workspace.Jobs.Create(
            new()
            {
                ["name"] = "etl",
                ["tasks"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
                {
                    ["task_key"] = "a",
                    ["notebook_task"] = new System.Text.Json.Nodes.JsonObject { ["notebook_path"] = "/a" },
                })
            },
            "ada@example.com");
        await StepAsync(() => ApplyAsync("DatabricksJobRun", $"jobId: \"{job}\""), "Ready=False RunRunning", "jobs/run-now", $"{Create} status");
        await StepAsync(
            () =>
            {
                simulator.Workspace.Runs.Finish(simulator.Workspace.Runs.Ids.Single());
                return Task.CompletedTask;
            },
            "Ready=True RunSucceeded", "jobs/runs/get jobs/runs/get-output", "status");
        await NoOpAsync("databricksjobrun", "");
        await DeleteAsync("databricksjobrun", "", "finalizer");
    }

    /// <summary>Does something and waits for what it leads to; then all it cost.</summary>
    private async Task StepAsync(Func<Task> act, string expected, string callsExpected, string writesExpected)
    {
        await SettleAsync();
        Mark();
        await act();
        await Eventually.ReachesAsync(_ => ConditionsAsync(), shown => shown.Contains(expected, StringComparison.Ordinal)
            && !shown.Contains("Reconciling=True Prov", StringComparison.Ordinal), expected, TimeSpan.FromSeconds(30), shown => shown + process.Log);
        await SettleAsync();
        Assert.True(
            $"{callsExpected} | {writesExpected}" == $"{Calls()} | {Writes()}",
            $"{Calls()} | {Writes()}\n{string.Join('\n', proxy.Journal.Where(IsWrite).Skip(writes).Select(request => request.Body))}");
    }

    /// <summary>A look that finds all as it should be: what it reads depends on how fresh the shared list is, and it writes only that it looked.</summary>
    private async Task NoOpAsync(string kind, string atMost)
    {
        await SettleAsync();
        Mark();
        await kubectl.RunAsync("annotate", kind, "x", "--overwrite", "databricks-operator.io/reconcile-requested-at=now");
        await Eventually.ReachesAsync(
            _ => kubectl.RunAsync("get", kind, "x", "-o", "jsonpath={.status.lastHandledReconcileAt}"), handled => handled == "now", "the look");
        await SettleAsync();
        Assert.True(Calls().Length == 0 || Calls() == atMost, Calls());
        Assert.Equal("status", Writes());
    }

    private async Task DeleteAsync(string kind, string callsExpected, string writesExpected)
    {
        await SettleAsync();
        Mark();
        await kubectl.RunAsync("delete", kind, "x", "--timeout=30s");
        Assert.True(
            $"{callsExpected} | {writesExpected}" == $"{Calls()} | {Writes()}",
            $"{Calls()} | {Writes()}\n{string.Join('\n', proxy.Journal.Where(IsWrite).Skip(writes).Select(request => request.Body))}");
    }

    private void Mark() => (calls, writes) = (simulator.Workspace.Journal.LastSequence, proxy.Journal.Count(IsWrite));

    private string Calls() =>
        string.Join(' ', simulator.Workspace.Journal.After(calls).Select(call => call.Operation).Where(operation => !Shared.Contains(operation)));

    private string Writes() => string.Join(' ', proxy.Journal.Where(IsWrite).Skip(writes).Select(request => request.IsStatusPatch ? "status" : "finalizer"));

    /// <summary>Without the status of the first second, which says that the workspace has not answered yet: only a busy machine needs it here.</summary>
    private static bool IsWrite(ProxyRequest request) =>
        request.IsWrite
        && request.Path.Contains("/databricks", StringComparison.Ordinal) && !request.Body.Contains("Waiting for the workspace", StringComparison.Ordinal);

    /// <summary>Nothing but shared lists for as long as a pass that waits for something waits twice: what was set going has come to its end.</summary>
    private async Task SettleAsync()
    {
        var (last, quiet) = ((0L, 0), 0);
        await Eventually.ReachesAsync(
            _ =>
            {
                var now = (simulator.Workspace.Journal.After(0).LongCount(call => !Shared.Contains(call.Operation)), proxy.Journal.Count(IsWrite));
                (quiet, last) = (now == last ? quiet + 1 : 0, now);
                return Task.FromResult(quiet);
            },
            looks => looks >= 5,
            "everything to settle",
            TimeSpan.FromSeconds(60),
            every: TimeSpan.FromMilliseconds(500));
    }

    private Task<string> ConditionsAsync() =>
        kubectl.RunAsync("get", "databricks", "-o", "jsonpath={range .items[*].status.conditions[*]}{.type}={.status} {.reason} {end}");

    private Task<string> ApplyAsync(string kind, string spec) =>
        kubectl.ApplyAsync($"apiVersion: databricks-operator.io/v1alpha1\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{{spec}}}");
}
