using System.Text.Json.Nodes;
using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Runs;

/// <summary>What happens in the workspace when somebody applies, edits and deletes a run.</summary>
public sealed class RunLifecycleTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private static readonly RunOptions Options = new() { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.FromSeconds(1) };

    private SimulatorHost simulator = null!;
    private NamespacedKubectl kubectl = null!;
    private RunningOperator process = null!;
    private long job;

    public async ValueTask InitializeAsync()
    {
        simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Workspaces = [new WorkspaceOptions { Runs = Options }] }, TestContext.Current.CancellationToken);
        kubectl = await controlPlane.PrepareAsync("runs");
        process = OperatorInProcess.Start(kubectl, simulator.Url);
        job = simulator.Workspace.Jobs.Create(
            JsonNode.Parse("""{"name":"etl","max_concurrent_runs":10,"tasks":[{"task_key":"load","notebook_task":{"notebook_path":"/load"}}]}""")!.AsObject(), "ada@example.com");
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Apply_NewRun_IsStartedOnceAndFollowedToItsEndWhichIsNeverAskedForAgain()
    {
        await RunningAsync("""jobParameters: {day: monday}""");
        simulator.Workspace.Runs.Finish(Id);
        await kubectl.RunAsync("wait", "--for=condition=Complete", "databricksjobrun/r", "--timeout=30s");

        var call = Assert.Single(Calls("jobs/run-now"));
        Assert.Contains(await FieldAsync(".metadata.uid"), call, StringComparison.Ordinal);
        Assert.Equal("monday", (string)JsonNode.Parse(call)!["job_parameters"]!["day"]!);
        Assert.Equal("True SUCCESS load", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].status", ".status.result", ".status.tasks[*].taskKey"));
        Assert.Contains("monday", await FieldAsync(".status.outputs[0].result"), StringComparison.Ordinal);
        var calls = CallsForRuns();
        await kubectl.ApplyAsync(Manifest("ttlSecondsAfterFinished: 86400, jobParameters: {day: monday}"));
        await Eventually.ReachesAsync(_ => FieldAsync(".status.observedGeneration"), generation => generation == "2", "the edit to be seen");
        Assert.Equal(calls, CallsForRuns());
        Assert.Contains("Succeeded", await kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseTaskFails_IsFailedWithItsError()
    {
        await RunningAsync();
        simulator.Workspace.Runs.Finish(Id, new TaskFailure { Error = "NameError: x" });

        await kubectl.RunAsync("wait", "--for=condition=Failed", "databricksjobrun/r", "--timeout=30s");

        Assert.Equal("RunFailed RunFailed", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason", ".status.conditions[?(@.type==\"Stalled\")].reason"));
        Assert.Equal("NameError: x", await FieldAsync(".status.outputs[0].error"));
        Assert.Contains("FAILED", await kubectl.RunAsync("get", "databricksjobruns"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_OfAFailedRun_BringsItToASuccess()
    {
        await RunningAsync("repair: {maxAttempts: 2}");
        simulator.Workspace.Runs.Finish(Id, new TaskFailure());
        await Eventually.HoldsAsync(() => Calls("jobs/runs/repair").Any(), "the repair");
        await Eventually.ReachesAsync(_ => FieldAsync(".status.repair.attempts"), attempts => attempts == "1", "its count");

        simulator.Workspace.Runs.Finish(Id);

        await kubectl.RunAsync("wait", "--for=condition=Complete", "databricksjobrun/r", "--timeout=30s");
        Assert.Single(Calls("jobs/runs/repair"));
    }

    [Fact]
    public async Task Timeout_OfARun_EndsItAsTimedOut()
    {
        await RunningAsync("timeoutSeconds: 3");

        await kubectl.RunAsync("wait", "--for=condition=Failed", "databricksjobrun/r", "--timeout=30s");

        Assert.Equal("RunTimedOut timeoutSeconds", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason", ".status.cancelledBy"));
    }

    [Fact]
    public async Task Cancel_ByAnEdit_EndsTheRun()
    {
        await RunningAsync();

        await kubectl.RunAsync("patch", "databricksjobrun", "r", "--type=merge", "-p", """{"spec":{"cancel":true}}""");

        await kubectl.RunAsync("wait", "--for=condition=Failed", "databricksjobrun/r", "--timeout=30s");
        Assert.Equal("RunCanceled", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason"));
        Assert.Single(Calls("jobs/runs/cancel"));
    }

    [Fact]
    public async Task TimeToLive_AfterTheEnd_TakesTheResourceAwayAndLeavesTheRecord()
    {
        await RunningAsync("ttlSecondsAfterFinished: 1");
        simulator.Workspace.Runs.Finish(Id);

        await kubectl.RunAsync("wait", "--for=delete", "databricksjobrun/r", "--timeout=30s");

        Assert.NotNull(simulator.Workspace.Runs.Find(Id));
        Assert.Empty(Calls("jobs/runs/cancel"));
        Assert.Empty(Calls("jobs/runs/delete"));
    }

    [Fact]
    public async Task Delete_OfAnActiveRun_CancelsItAndWaitsForItsEnd()
    {
        await RunningAsync();

        await kubectl.RunAsync("delete", "databricksjobrun", "r", "--timeout=60s");

        Assert.Equal("CANCELED", (string)simulator.Workspace.Runs.Find(Id)!["state"]!["result_state"]!);
    }

    [Fact]
    public async Task Delete_WithPolicyRetain_LeavesTheRunGoing()
    {
        await RunningAsync("policies: {deletion: Retain}");

        await kubectl.RunAsync("delete", "databricksjobrun", "r", "--timeout=30s");

        Assert.Equal("RUNNING", (string)simulator.Workspace.Runs.Find(Id)!["state"]!["life_cycle_state"]!);
    }

    [Fact]
    public async Task Crash_BetweenTheStartAndItsRecord_LeavesOneRunWhichTheNextProcessFollows()
    {
        await process.DisposeAsync();
        await using var killed = OperatorProcess.Start(kubectl, simulator.Url, further: OperatorProcess.WithoutElection);
        simulator.Workspace.Faults.Add(Fault.Hang("jobs/run-now").AfterEffect());
        await kubectl.ApplyAsync(Manifest());
        await Eventually.HoldsAsync(() => simulator.Workspace.Runs.Ids.Count == 1, "the run");

        killed.Kill();
        process = OperatorInProcess.Start(kubectl, simulator.Url, further: OperatorProcess.WithoutElection);
        await Eventually.ReachesAsync(_ => FieldAsync(".status.runId"), id => id == $"{Id}", "the id", TimeSpan.FromSeconds(40), _ => process.Log);

        Assert.Single(simulator.Workspace.Runs.Ids);
        Assert.Single(Calls("jobs/run-now").Select(call => (string)JsonNode.Parse(call)!["idempotency_token"]!).Distinct());
    }

    [Fact]
    public async Task Delete_AfterACrashBetweenTheStartAndItsRecord_LeavesNoRunGoing()
    {
        await process.DisposeAsync();
        await using var killed = OperatorProcess.Start(kubectl, simulator.Url, further: OperatorProcess.WithoutElection);
        simulator.Workspace.Faults.Add(Fault.Hang("jobs/run-now").AfterEffect());
        await kubectl.ApplyAsync(Manifest());
        await Eventually.HoldsAsync(() => simulator.Workspace.Runs.Ids.Count == 1, "the run");
        killed.Kill();
        await kubectl.RunAsync("delete", "databricksjobrun", "r", "--wait=false");
        process = OperatorInProcess.Start(kubectl, simulator.Url, further: OperatorProcess.WithoutElection);

        await kubectl.RunAsync("wait", "--for=delete", "databricksjobrun/r", "--timeout=60s");

        Assert.Equal("CANCELED", (string)simulator.Workspace.Runs.Find(Id)!["state"]!["result_state"]!);
    }

    [Fact]
    public async Task Reference_ToAJobThatComesLater_IsWaitedForAndThenRun()
    {
        await kubectl.ApplyAsync(Manifest(run: "jobRef: {name: nightly}"));
        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason"), reason => reason == "DependencyNotReady", "the reason");
        Assert.Empty(await FieldAsync(".metadata.finalizers"));

        await kubectl.ApplyAsync("""
            apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksJob
            metadata: {name: nightly}
            spec: {tasks: [{taskKey: main, notebookTask: {notebookPath: /main}}]}
            """);
        await Eventually.HoldsAsync(() => simulator.Workspace.Runs.Ids.Count == 1, "the run");

        Assert.Equal("nightly", (string)simulator.Workspace.Runs.Find(Id)!["run_name"]!);
        Assert.Empty(await FieldAsync(".metadata.ownerReferences"));
    }

    [Fact]
    public async Task Adopt_ARunThatWasStartedElsewhere_IsFollowedToItsEnd()
    {
        var id = simulator.Workspace.Runs.Start(job);
        await kubectl.ApplyAsync(Manifest(run: $"externalId: \"{id}\""));
        await Eventually.ReachesAsync(_ => FieldAsync(".status.state"), state => state == "RUNNING", "its state");

        simulator.Workspace.Runs.Finish(id);

        await kubectl.RunAsync("wait", "--for=condition=Complete", "databricksjobrun/r", "--timeout=30s");
        Assert.Empty(Calls("jobs/run-now"));
    }

    [Fact]
    public async Task Plan_OfARun_StartsNothingAndSuspensionNeither()
    {
        await kubectl.ApplyAsync(Manifest("policies: {management: Plan}"));
        await Eventually.ReachesAsync(_ => FieldAsync(".status.plan.action"), action => action == "Create", "the plan");
        await kubectl.ApplyAsync(Manifest("suspend: true, policies: {management: Manage}"));
        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Synced\")].reason"), reason => reason == "Suspended", "the suspension");
        Assert.Empty(simulator.Workspace.Runs.Ids);

        await kubectl.ApplyAsync(Manifest("suspend: false"));

        await Eventually.HoldsAsync(() => simulator.Workspace.Runs.Ids.Count == 1, "the run");
    }

    [Fact]
    public async Task Edit_OfWhatWasStarted_IsToldWhereTheServerDoesNotRefuseIt()
    {
        await RunningAsync();
        try
        {
            await kubectl.RunAsync("patch", "databricksjobrun", "r", "--type=merge", "-p", """{"spec":{"pythonParams":["--again"]}}""");
        }
        catch (Exception refused) when (refused.Message.Contains("cannot change", StringComparison.Ordinal))
        {
            return;
        }

        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Stalled\")].reason"), reason => reason == "ImmutableFieldChanged", "the reason");
    }

    private string Manifest(string further = "", string? run = null) => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksJobRun
        metadata: {name: r}
        spec: { {{run ?? $"jobId: \"{job}\""}}{{(further.Length > 0 ? $", {further}" : "")}} }
        """;

    private long Id => simulator.Workspace.Runs.Ids.Single();

    private IEnumerable<string> Calls(string operation) => simulator.Workspace.Journal.Of(operation).Select(call => call.Body ?? "");

    /// <summary>All but the lists that are shared.</summary>
    private int CallsForRuns() => simulator.Workspace.Journal.After(0).Count(call => call.Operation is not "jobs/runs/list" and not "jobs/list" and not "clusters/list");

    private Task<string> FieldAsync(params string[] paths) => kubectl.FieldAsync("databricksjobruns", "r", paths);

    private async Task RunningAsync(string further = "")
    {
        await kubectl.ApplyAsync(Manifest(further));
        await Eventually.ReachesAsync(
            _ => FieldAsync(".status.state"), state => state == "RUNNING", "the run", TimeSpan.FromSeconds(30), state => state + process.Log);
    }
}
