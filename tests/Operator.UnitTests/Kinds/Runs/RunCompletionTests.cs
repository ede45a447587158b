using Databricks.Simulator.Faults;
using Databricks.Simulator.Runs;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Runs;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>How a run ends, and that nobody is asked about it afterwards.</summary>
public sealed class RunCompletionTests
{
    [Fact]
    public async Task Reconcile_ARunThatSucceeded_IsReadyAndCompleteWithItsTasksAndOutput()
    {
        await using var run = await RunHarness.StartAsync(runs: new RunOptions { RunningDuration = TimeSpan.FromSeconds(72) });
        run.Remote.Runs.AnswerTasks(new TaskResult("1042 rows") { TaskKey = "load" });
        await run.PassAsync();
        await run.PassAsync();
        Assert.Equal(("True", Reasons.RunRunning), run.Condition(ConditionTypes.Reconciling));
        run.Time.Advance(TimeSpan.FromSeconds(72));
        run.Forget();

        await run.PassAsync();

        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Ready));
        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Complete));
        Assert.Equal(("", ""), run.Condition(ConditionTypes.Failed));
        Assert.Equal("Current", run.Kstatus);
        Assert.Equal(("TERMINATED", "SUCCESS", "1m12s"), (run.Status.State, run.Status.Result, run.Status.Duration));
        Assert.Equal(["load", "report"], run.Status.Tasks!.Select(task => task.TaskKey));
        Assert.All(run.Status.Tasks!, task => Assert.Equal(("SUCCESS", 0), (task.Result, task.Attempt)));
        Assert.Contains(run.Status.Outputs!, output => output is { TaskKey: "load", Result: "1042 rows", Truncated: null });
        Assert.Single(run.Writes);
    }

    [Fact]
    public async Task Reconcile_ARunThatEnded_CallsAndWritesNothingEverAgain()
    {
        await using var run = await RunHarness.EndedAsync();
        run.Forget();

        var result = await run.PassAsync();
        run.Restart(hasWorkspace: false);
        await run.PassAfterAsync(TimeSpan.FromDays(90));
        Assert.Equal((0, 0), (run.CallCount, run.Writes.Count));
        Assert.True(result.RequeueAfter > TimeSpan.FromHours(1));
        Assert.Null(new RunLister().RecordedId(run.Run));

        // Asked for, it answers; but of itself alone.
        run.Apply(one => one.Metadata.Annotations = new Dictionary<string, string> { [Annotations.ReconcileRequestedAt] = "now" });
        await run.PassAsync();
        Assert.Equal(("now", 0, 1), (run.Status.LastHandledReconcileAt, run.CallCount, run.Writes.Count));
        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_ARunWhoseTaskFailed_IsFailedAndStalledWithTheError()
    {
        await using var run = await RunHarness.EndedAsync(new TaskFailure { Error = "NameError: x" });

        Assert.Equal(("False", Reasons.RunFailed), run.Condition(ConditionTypes.Ready));
        Assert.Equal(("True", Reasons.RunFailed), run.Condition(ConditionTypes.Failed));
        Assert.Equal(("True", Reasons.RunFailed), run.Condition(ConditionTypes.Stalled));
        Assert.Equal(("", ""), run.Condition(ConditionTypes.Complete));
        Assert.Equal("Failed", run.Kstatus);
        Assert.Contains("Workload failed", run.Message(ConditionTypes.Ready), StringComparison.Ordinal);
        Assert.Contains(run.Status.Outputs!, output => output is { Error: "NameError: x", ErrorTrace.Length: > 0 });
    }

    [Fact]
    public async Task Reconcile_ATaskThatWasTriedAgain_IsShownWithItsLastAttemptOnly()
    {
        await using var run = await RunHarness.StartAsync(runs: new RunOptions());
        run.Remote.Jobs.Change(run.JobId, settings => settings["tasks"]![0]!["max_retries"] = 1);
        run.Remote.Runs.FailTask("load");

        await run.PassAsync();
        await run.PassAsync();

        var load = Assert.Single(run.Status.Tasks!, task => task.TaskKey == "load");
        Assert.Equal((1, "SUCCESS"), (load.Attempt, load.Result));
        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_ASkippedRunWithoutAResult_IsFailedAsSkipped()
    {
        var options = new RunOptions { RunningDuration = TimeSpan.FromHours(1), SkippedRunsHaveResult = false };
        await using var run = await RunHarness.StartAsync(spec => spec.Queue = new JobQueue { Enabled = false }, options);
        run.Remote.Runs.Start(run.JobId);

        await run.PassAsync();
        await run.PassAsync();

        Assert.Equal(("True", Reasons.RunSkipped), run.Condition(ConditionTypes.Failed));
        Assert.Equal("Failed", run.Kstatus);
        Assert.Equal(0, run.CountOf("jobs/runs/get-output"));
    }

    [Fact]
    public async Task Reconcile_ARunThatDatabricksForgot_IsNeverStartedAgain()
    {
        await using var run = await RunHarness.RunningAsync();
        run.Remote.Runs.Remove(run.RunId);
        await run.PassAfterAsync(TimeSpan.FromDays(61));

        await run.PassAfterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(("True", Reasons.RunExpired), run.Condition(ConditionTypes.Stalled));
        Assert.NotNull(run.Status.RunId);
        Assert.Equal(1, run.CountOf("jobs/run-now"));
        Assert.True(await run.FinalizeAsync());
    }

    [Theory]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Run 5 does not exist.", true)]
    [InlineData(404, "RESOURCE_DOES_NOT_EXIST", "Run: 5 in job: 7 doesn't exist.", true)]
    [InlineData(404, "", "Bad Target: /api/2.2/jobs/runs/get", false)]
    [InlineData(404, "ENDPOINT_NOT_FOUND", "No API found", false)]
    [InlineData(403, "PERMISSION_DENIED", "Run 5 does not exist or you have no access", false)]
    [InlineData(500, "INTERNAL_ERROR", "", false)]
    public async Task Reconcile_AnAnswerAboutAMissingRun_IsBelievedOnlyWhereItSpeaksOfTheRun(int status, string code, string message, bool isGone)
    {
        await using var run = await RunHarness.RunningAsync();
        run.Restart();
        run.Remote.Faults.Add(Fault.Error("jobs/runs/get", status, code, message) with { Count = null });
        run.Remote.Runs.Finish(run.RunId);
        await run.PassAfterAsync(TimeSpan.FromMinutes(1));
        await run.PassAfterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(isGone, run.Condition(ConditionTypes.Ready).Reason == Reasons.RunExpired);
        Assert.NotNull(run.Status.RunId);
        run.Remote.Faults.Clear();
        await run.PassAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Complete));
    }

    [Fact]
    public async Task Reconcile_ARunThatIsNotSeenYet_IsNotGivenUp()
    {
        await using var run = await RunHarness.StartAsync(runs: new RunOptions { RunningDuration = TimeSpan.FromHours(1), HiddenReadsAfterCreate = 1 });
        await run.PassAsync();
        await run.PassAsync();
        Assert.NotEqual(Reasons.RunExpired, run.Condition(ConditionTypes.Ready).Reason);

        await run.PassAfterAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(("False", Reasons.RunRunning), run.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task Reconcile_OutputsThatCannotBeRead_StillRecordTheEnd()
    {
        await using var run = await RunHarness.RunningAsync();
        run.Remote.Faults.Add(Fault.Error("jobs/runs/get-output", 403, "PERMISSION_DENIED", "no right") with { Count = null });
        run.Remote.Runs.Finish(run.RunId);

        await run.PassAsync();

        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Ready));
        Assert.All(run.Status.Outputs!, output => Assert.Contains("no right", output.Unavailable, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconcile_TheOutputs_AreAskedForByTheIdsOfTheTasksOnly()
    {
        await using var run = await RunHarness.EndedAsync();

        var asked = run.Remote.Journal.Of("jobs/runs/get-output").Select(call => call.Query).ToList();

        Assert.Equal(2, asked.Count);
        Assert.DoesNotContain(asked, query => query.Contains($"{run.RunId}", StringComparison.Ordinal));
        Assert.All(run.Remote.Journal.Of("jobs/runs/get-output"), call => Assert.Equal(200, call.Status));
    }

    [Fact]
    public async Task Reconcile_ALongOutput_IsCutAndSaysSo()
    {
        await using var run = await RunHarness.StartAsync(runs: new RunOptions());
        run.Remote.Runs.AnswerTasks(new TaskResult(new string('ä', 100_000)));

        await run.PassAsync();
        await run.PassAsync();

        Assert.All(run.Status.Outputs!, output =>
        {
            Assert.Equal(StatusLimits.Output / 2, output.Result!.Length);
            Assert.Equal(["result"], output.Truncated);
        });
    }

    [Fact]
    public async Task Reconcile_ARunOfManyTasks_TellsTheFailedOnesAndHowManyItLeavesOut()
    {
        await using var run = await RunHarness.StartAsync(runs: new RunOptions());
        var job = run.Remote.Jobs.Create(
            System.Text.Json.Nodes.JsonNode.Parse(RunHarness.JobOf(Enumerable.Range(0, 150).Select(index => $"t{index:000}")))!.AsObject(), "ada@example.com");
        run.Apply(one => one.Spec.JobId = $"{job}");
        run.Remote.Runs.FailTask("t149");

        await run.PassAsync();
        await run.PassAsync();

        Assert.Equal(150, run.Status.Tasks!.Count);
        Assert.Equal((32, 118), (run.Status.Outputs!.Count, run.Status.OutputsOmitted));
        Assert.Equal("t149", run.Status.Outputs![0].TaskKey);
        Assert.Equal(32, run.CountOf("jobs/runs/get-output"));
    }
}
