using System.Text.Json.Nodes;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Runs;

/// <summary>What happens in the workspace when somebody applies, edits and deletes a run.</summary>
public sealed class RunLifecycleTests(ControlPlane controlPlane) : RunTestBase(controlPlane)
{
    [Fact]
    public async Task Apply_NewRun_IsStartedOnceAndFollowedToItsEndWhichIsNeverAskedForAgain()
    {
        await RunningAsync("""jobParameters: {day: monday}""");
        Simulator.Workspace.Runs.Finish(Id);
        await Kubectl.RunAsync("wait", "--for=condition=Complete", "databricksjobrun/r", "--timeout=30s");

        var call = Assert.Single(Calls("jobs/run-now"));
        Assert.Contains(await FieldAsync(".metadata.uid"), call, StringComparison.Ordinal);
        Assert.Equal("monday", (string)JsonNode.Parse(call)!["job_parameters"]!["day"]!);
        Assert.Equal("True SUCCESS load", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].status", ".status.result", ".status.tasks[*].taskKey"));
        Assert.Contains("monday", await FieldAsync(".status.outputs[0].result"), StringComparison.Ordinal);
        var calls = CallsForRuns();
        await Kubectl.ApplyAsync(Manifest("ttlSecondsAfterFinished: 86400, jobParameters: {day: monday}"));
        await Eventually.ReachesAsync(_ => FieldAsync(".status.observedGeneration"), generation => generation == "2", "the edit to be seen");
        Assert.Equal(calls, CallsForRuns());
        Assert.Contains("Succeeded", await Kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseTaskFails_IsFailedWithItsError()
    {
        await RunningAsync();
        Simulator.Workspace.Runs.Finish(Id, new TaskFailure { Error = "NameError: x" });

        await Kubectl.RunAsync("wait", "--for=condition=Failed", "databricksjobrun/r", "--timeout=30s");

        Assert.Equal(
            "RunFailed RunFailed", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason", ".status.conditions[?(@.type==\"Stalled\")].reason"));
        Assert.Equal("NameError: x", await FieldAsync(".status.outputs[0].error"));
        Assert.Contains("FAILED", await Kubectl.RunAsync("get", "databricksjobruns"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_OfAFailedRun_BringsItToASuccess()
    {
        await RunningAsync("repair: {maxAttempts: 2}");
        Simulator.Workspace.Runs.Finish(Id, new TaskFailure());
        await Eventually.HoldsAsync(() => Calls("jobs/runs/repair").Any(), "the repair");
        await Eventually.ReachesAsync(_ => FieldAsync(".status.repair.attempts"), attempts => attempts == "1", "its count");

        Simulator.Workspace.Runs.Finish(Id);

        await Kubectl.RunAsync("wait", "--for=condition=Complete", "databricksjobrun/r", "--timeout=30s");
        Assert.Single(Calls("jobs/runs/repair"));
    }

    [Fact]
    public async Task Timeout_OfARun_EndsItAsTimedOut()
    {
        await RunningAsync("timeoutSeconds: 3");

        await Kubectl.RunAsync("wait", "--for=condition=Failed", "databricksjobrun/r", "--timeout=30s");

        Assert.Equal("RunTimedOut timeoutSeconds", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason", ".status.cancelledBy"));
    }

    [Fact]
    public async Task Cancel_ByAnEdit_EndsTheRun()
    {
        await RunningAsync();

        await Kubectl.RunAsync("patch", "databricksjobrun", "r", "--type=merge", "-p", """{"spec":{"cancel":true}}""");

        await Kubectl.RunAsync("wait", "--for=condition=Failed", "databricksjobrun/r", "--timeout=30s");
        Assert.Equal("RunCanceled", await FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason"));
        Assert.Single(Calls("jobs/runs/cancel"));
    }

    [Fact]
    public async Task TimeToLive_AfterTheEnd_TakesTheResourceAwayAndLeavesTheRecord()
    {
        await RunningAsync("ttlSecondsAfterFinished: 1");
        Simulator.Workspace.Runs.Finish(Id);

        await Kubectl.RunAsync("wait", "--for=delete", "databricksjobrun/r", "--timeout=30s");

        Assert.NotNull(Simulator.Workspace.Runs.Find(Id));
        Assert.Empty(Calls("jobs/runs/cancel"));
        Assert.Empty(Calls("jobs/runs/delete"));
    }

    [Fact]
    public async Task Delete_OfAnActiveRun_CancelsItAndWaitsForItsEnd()
    {
        await RunningAsync();

        await Kubectl.RunAsync("delete", "databricksjobrun", "r", "--timeout=60s");

        Assert.Equal("CANCELED", (string)Simulator.Workspace.Runs.Find(Id)!["state"]!["result_state"]!);
    }

    [Fact]
    public async Task Delete_WithPolicyRetain_LeavesTheRunGoing()
    {
        await RunningAsync("policies: {deletion: Retain}");

        await Kubectl.RunAsync("delete", "databricksjobrun", "r", "--timeout=30s");

        Assert.Equal("RUNNING", (string)Simulator.Workspace.Runs.Find(Id)!["state"]!["life_cycle_state"]!);
    }

    [Fact]
    public async Task Reference_ToAJobThatComesLater_IsWaitedForAndThenRun()
    {
        await Kubectl.ApplyAsync(Manifest(run: "jobRef: {name: nightly}"));
        await Eventually.ReachesAsync(
            _ => FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason"), reason => reason == "DependencyNotReady", "the reason");
        Assert.Empty(await FieldAsync(".metadata.finalizers"));

        await Kubectl.ApplyAsync("""
            apiVersion: databricks-operator.io/v1alpha1
            kind: DatabricksJob
            metadata: {name: nightly}
            spec: {tasks: [{taskKey: main, notebookTask: {notebookPath: /main}}]}
            """);
        await Eventually.HoldsAsync(() => Simulator.Workspace.Runs.Ids.Count == 1, "the run");

        Assert.Equal("nightly", (string)Simulator.Workspace.Runs.Find(Id)!["run_name"]!);
        Assert.Empty(await FieldAsync(".metadata.ownerReferences"));
    }

    [Fact]
    public async Task Adopt_ARunThatWasStartedElsewhere_IsFollowedToItsEnd()
    {
        var id = Simulator.Workspace.Runs.Start(Job);
        await Kubectl.ApplyAsync(Manifest(run: $"externalId: \"{id}\""));
        await Eventually.ReachesAsync(_ => FieldAsync(".status.state"), state => state == "RUNNING", "its state");

        Simulator.Workspace.Runs.Finish(id);

        await Kubectl.RunAsync("wait", "--for=condition=Complete", "databricksjobrun/r", "--timeout=30s");
        Assert.Empty(Calls("jobs/run-now"));
    }

    [Fact]
    public async Task Plan_OfARun_StartsNothingAndSuspensionNeither()
    {
        await Kubectl.ApplyAsync(Manifest("policies: {management: Plan}"));
        await Eventually.ReachesAsync(_ => FieldAsync(".status.plan.action"), action => action == "Create", "the plan");
        await Kubectl.ApplyAsync(Manifest("suspend: true, policies: {management: Manage}"));
        await Eventually.ReachesAsync(_ => FieldAsync(".status.conditions[?(@.type==\"Synced\")].reason"), reason => reason == "Suspended", "the suspension");
        Assert.Empty(Simulator.Workspace.Runs.Ids);

        await Kubectl.ApplyAsync(Manifest("suspend: false"));

        await Eventually.HoldsAsync(() => Simulator.Workspace.Runs.Ids.Count == 1, "the run");
    }

    [Fact]
    public async Task Edit_OfWhatWasStarted_IsToldWhereTheServerDoesNotRefuseIt()
    {
        await RunningAsync();
        try
        {
            await Kubectl.RunAsync("patch", "databricksjobrun", "r", "--type=merge", "-p", """{"spec":{"pythonParams":["--again"]}}""");
        }
        catch (Exception refused) when (refused.Message.Contains("cannot change", StringComparison.Ordinal))
        {
            return;
        }

        await Eventually.ReachesAsync(
            _ => FieldAsync(".status.conditions[?(@.type==\"Stalled\")].reason"), reason => reason == "ImmutableFieldChanged", "the reason");
    }

    /// <summary>All but the lists that are shared.</summary>
    private int CallsForRuns() =>
        Simulator.Workspace.Journal.After(0).Count(call => call.Operation is not "jobs/runs/list" and not "jobs/list" and not "clusters/list");

    private async Task RunningAsync(string further = "")
    {
        await Kubectl.ApplyAsync(Manifest(further));
        await Eventually.ReachesAsync(
            _ => FieldAsync(".status.state"), state => state == "RUNNING", "the run", TimeSpan.FromSeconds(30), state => state + Process.Log);
    }
}
