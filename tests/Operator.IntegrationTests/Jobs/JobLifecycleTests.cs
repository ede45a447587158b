using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Jobs;

/// <summary>What happens in the workspace when somebody applies, edits and deletes a job.</summary>
public sealed class JobLifecycleTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private static readonly RunOptions Runs = new() { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.FromSeconds(2) };

    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private OperatorInProcess process = null!;

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { Workspaces = [new WorkspaceOptions { Runs = Runs }] }, TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("jobs");
        process = OperatorInProcess.Start(kubectl, simulator.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Apply_NewJob_IsCreatedOnceAndThenLeftAlone()
    {
        await ReadyAsync();
        await Eventually.HoldsAsync(() => Calls("jobs/list").Count() >= 4, "some looks at the workspace");

        Assert.Single(Calls("jobs/create"));
        Assert.Empty(Calls("jobs/reset"));
        Assert.Equal($"{Id}", await FieldAsync(".status.jobId"));
        Assert.Equal("operator@example.com", await FieldAsync(".status.runAsUserName"));
        Assert.Empty(await FieldAsync(".status.conditions[?(@.type==\"Reconciling\")]"));
    }

    [Fact]
    public async Task Edit_OfAJob_IsOneResetThatAlsoTakesOut()
    {
        await ReadyAsync();

        await PatchAsync("""{"spec":{"schedule":null,"description":"new","tasks":[{"taskKey":"other","notebookTask":{"notebookPath":"/other"}}]}}""");
        await SyncedAsync(generation: 2);

        Assert.Single(Calls("jobs/reset"));
        Assert.Equal(["other"], Settings()["tasks"]!.AsArray().Select(task => (string)task!["task_key"]!));
        Assert.Equal("new", (string)Settings()["description"]!);
        Assert.Null(Settings()["schedule"]);
        Assert.True((bool)Settings()["queue"]!["enabled"]!);
    }

    [Fact]
    public async Task Drift_InTheWorkspace_IsPutRightAndReported()
    {
        await ReadyAsync();

        simulator.Workspace.Jobs.Change(Id, settings => settings["schedule"]!["pause_status"] = "PAUSED");
        await Eventually.HoldsAsync(() => (string)Settings()["schedule"]!["pause_status"]! == "UNPAUSED", "the repair");

        await Eventually.ReachesAsync(_ => EventsAsync(), events => events.Contains("DriftDetected") && events.Contains("DriftCorrected"), "both events");
        Assert.Single(Calls("jobs/reset"));
    }

    [Fact]
    public async Task DeletedInTheWorkspace_ByAPerson_IsCreatedAnewUnderANewId()
    {
        await ReadyAsync();
        var old = Id;

        simulator.Workspace.Jobs.Remove(old);
        await Eventually.ReachesAsync(_ => FieldAsync(".status.jobId"), id => id.Length > 0 && id != $"{old}", "another id in status");

        Assert.NotEqual(old, Id);
    }

    [Fact]
    public async Task Adopt_ByName_TakesOverTheOneJobOfThatName()
    {
        var id = simulator.Workspace.Jobs.Create(
            JsonNode.Parse("""{"name": "etl", "tasks": [{"task_key": "theirs", "notebook_task": {"notebook_path": "/x"}}]}""")!.AsObject(), "ada@example.com");

        await ReadyAsync("name: etl, policies: {adoption: ByName}");
        await SyncedAsync(generation: 1);

        Assert.Equal(id, Id);
        Assert.Empty(Calls("jobs/create"));
        Assert.Equal("main", (string)Settings()["tasks"]![0]!["task_key"]!);
        Assert.Equal("ada@example.com", await FieldAsync(".status.creatorUserName"));
    }

    [Fact]
    public async Task Suspended_Job_CausesNoCall()
    {
        await kubectl.ApplyAsync(Manifest("suspend: true"));

        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Synced\")].reason"), reason => reason == "Suspended", "the condition");
        Assert.Equal(0, simulator.Workspace.Journal.LastSequence);
    }

    [Fact]
    public async Task Delete_WithPolicyRetain_KeepsTheJob()
    {
        await ReadyAsync("policies: {deletion: Retain}");

        await kubectl.RunAsync("delete", "databricksjob", "j", "--timeout=30s");

        Assert.Single(simulator.Workspace.Jobs.Ids);
        Assert.Empty(Calls("jobs/delete"));
        Assert.Empty(Calls("jobs/update"));
    }

    [Fact]
    public async Task Delete_WithAnActiveRun_PausesCancelsAndDeletesInThisOrder()
    {
        await ReadyAsync();
        var run = simulator.Workspace.Runs.Start(Id);

        await kubectl.RunAsync("delete", "databricksjob", "j", "--timeout=60s");

        Assert.Empty(simulator.Workspace.Jobs.Ids);
        Assert.Equal("CANCELED", (string)simulator.Workspace.Runs.Find(run)!["state"]!["result_state"]!);
        Assert.Equal(
            ["jobs/update", "jobs/runs/cancel-all", "jobs/delete"],
            simulator.Workspace.Journal.After(0).Where(call => call.Mutating && call.Operation != "jobs/create").Select(call => call.Operation).Distinct());
    }

    [Fact]
    public async Task Run_OfAJob_IsReportedInItsStatus()
    {
        await ReadyAsync();
        var run = simulator.Workspace.Runs.Start(Id);
        await Eventually.ReachesAsync(_ => FieldAsync(".status.lastRun.runId"), id => id == $"{run}", "the run");

        simulator.Workspace.Runs.Finish(run, new TaskFailure());

        await Eventually.ReachesAsync(_ => FieldAsync(".status.lastRun.result"), result => result == "FAILED", "its result");
        Assert.Equal("True", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].status"));
    }

    [Fact]
    public async Task Reference_ToAClusterThatComesLater_IsWaitedFor()
    {
        await kubectl.ApplyAsync(Manifest("", "existingClusterRef: {name: c}"));
        await Eventually.ReachesAsync(
            _ => FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason"), reason => reason == "DependencyNotReady", "the reason");
        Assert.Empty(await FieldAsync(".status.conditions[?(@.type==\"Stalled\")]"));
        Assert.Empty(simulator.Workspace.Jobs.Ids);

        await kubectl.ApplyAsync("""
            apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksCluster
            metadata: {name: c}
            spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}
            """);
        await Eventually.HoldsAsync(() => simulator.Workspace.Jobs.Ids.Count == 1, "the job");

        Assert.Equal(simulator.Workspace.Clusters.Ids.Single(), (string)Settings()["tasks"]![0]!["existing_cluster_id"]!);
    }

    [Fact]
    public async Task Apply_TasksInACircle_IsStalled()
    {
        await kubectl.ApplyAsync(Manifest("", "dependsOn: [{taskKey: gone}]"));

        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Stalled\")].reason"), reason => reason == "InvalidSpec", "the reason");
        Assert.Contains("there is no task gone", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].message"), StringComparison.Ordinal);
    }

    private static string Manifest(string further = "", string task = "") => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksJob
        metadata: {name: j}
        spec:
          {{(further.Length > 0 ? $"{{{further}," : "{")}}
            schedule: {quartzCronExpression: "0 30 5 * * ?", timezoneId: UTC},
            tasks: [{taskKey: main, notebookTask: {notebookPath: /main}{{(task.Length > 0 ? $", {task}" : "")}}}]}
        """;

    private long Id => simulator.Workspace.Jobs.Ids.Single();

    private JsonObject Settings() => simulator.Workspace.Jobs.Find(Id)!["settings"]!.AsObject();

    private IEnumerable<string> Calls(string operation) => simulator.Workspace.Journal.Of(operation).Select(call => call.Body ?? "");

    private Task<string> FieldAsync(string field) => kubectl.FieldAsync("databricksjobs", "j", field);

    private Task<string> PatchAsync(string patch) => kubectl.RunAsync("patch", "databricksjob", "j", "--type=merge", "-p", patch);

    private Task<string> EventsAsync() => kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}");

    private async Task ReadyAsync(string further = "")
    {
        await kubectl.ApplyAsync(Manifest(further));
        await Eventually.ReachesAsync(
            _ => FieldAsync(".status.conditions[?(@.type==\"Ready\")].status"), status => status == "True", "Ready", TimeSpan.FromSeconds(30), status => status
                + process.Log);
    }

    /// <summary>Ready and in sync, said of that very generation, with nothing left to do.</summary>
    private Task<string> SyncedAsync(int generation) => Eventually.ReachesAsync(
        _ => kubectl.ConditionsAsync("databricksjobs", "j"),
        shown => shown.Contains($"Ready=True@{generation}", StringComparison.Ordinal)
            && shown.Contains($"Synced=True@{generation}", StringComparison.Ordinal) && !shown.Contains("Reconciling", StringComparison.Ordinal),
        $"Ready and Synced at generation {generation}",
        TimeSpan.FromSeconds(30));
}
