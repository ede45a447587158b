using System.Net;
using System.Text.Json.Nodes;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>What is done to a run on its way: cancelled, timed out, repaired.</summary>
public sealed class RunActionTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Cancel_OfARunThatRuns_EndsItAndItStaysCancelled()
    {
        await using var run = await RunHarness.RunningAsync();
        run.Edit(spec => spec.Cancel = true);

        await run.PassAfterAsync(Moment);
        Assert.Equal(1, run.CountOf("jobs/runs/cancel"));
        await run.PassAfterAsync(Moment);
        Assert.Equal(("True", Reasons.RunCanceled), run.Condition(ConditionTypes.Failed));
        Assert.Equal(1, run.CountOf("jobs/runs/cancel"));

        run.Edit(spec => spec.Cancel = false);
        await run.PassAfterAsync(Moment);
        Assert.Equal(("False", Reasons.RunCanceled), run.Condition(ConditionTypes.Ready));
        Assert.Single(run.Remote.Runs.Ids);
    }

    [Fact]
    public async Task Cancel_BeforeTheStart_StartsNothingThenOrLater()
    {
        await using var run = await RunHarness.StartAsync(spec => spec.Cancel = true);

        await run.PassAsync();
        run.Edit(spec => spec.Cancel = null);
        run.Restart();
        await run.PassAsync();

        Assert.Equal(0, run.CallCount);
        Assert.Equal(("True", Reasons.RunCanceled), run.Condition(ConditionTypes.Failed));
        Assert.Contains("before it was started", run.Message(ConditionTypes.Ready), StringComparison.Ordinal);
        Assert.Null(run.Run.Metadata.Finalizers);
        Assert.Equal("Failed", run.Kstatus);
    }

    [Fact]
    public async Task Cancel_AfterARefusedStart_StartsNothing()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Faults.Add(Fault.Throttled("jobs/run-now"));
        await run.PassAsync();
        run.Edit(spec => spec.Cancel = true);

        await run.PassAsync();

        Assert.Empty(run.Remote.Runs.Ids);
        Assert.Equal(("True", Reasons.RunCanceled), run.Condition(ConditionTypes.Failed));
    }

    [Fact]
    public async Task Cancel_OfARunThatMayHaveBeenStarted_FindsItAndEndsIt()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Faults.Add(Fault.Reset("jobs/run-now").AfterEffect());
        await run.PassAsync();
        run.Remote.Faults.Add(Fault.Throttled("jobs/run-now"));
        await run.PassAsync();
        run.Edit(spec => spec.Cancel = true);

        await run.PassAfterAsync(Moment);
        await run.PassAfterAsync(Moment);
        await run.PassAfterAsync(Moment);

        var id = Assert.Single(run.Remote.Runs.Ids);
        Assert.Equal("CANCELED", (string)run.Remote.Runs.Find(id)!["state"]!["result_state"]!);
        Assert.Equal(("True", Reasons.RunCanceled), run.Condition(ConditionTypes.Failed));
    }

    [Fact]
    public async Task Timeout_OfARunThatTakesLonger_CancelsItAndSaysSo()
    {
        await using var run = await RunHarness.RunningAsync(spec => spec.TimeoutSeconds = 600);
        var waiting = await run.PassAfterAsync(TimeSpan.FromSeconds(590));
        Assert.Equal(0, run.CountOf("jobs/runs/cancel"));
        Assert.InRange(waiting.RequeueAfter!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(10));

        await run.PassAfterAsync(Moment);
        await run.PassAfterAsync(Moment);

        Assert.Equal(1, run.CountOf("jobs/runs/cancel"));
        Assert.Equal(("True", Reasons.RunTimedOut), run.Condition(ConditionTypes.Failed));
        Assert.Contains("timeoutSeconds (600)", run.Message(ConditionTypes.Ready), StringComparison.Ordinal);
        Assert.Equal("CANCELED", run.Status.Result);
    }

    [Fact]
    public async Task Timeout_WhoseCancellationWasNotRecorded_IsStillToldAsATimeout()
    {
        await using var run = await RunHarness.RunningAsync(spec => spec.TimeoutSeconds = 600);
        run.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : null;
        run.Time.Advance(TimeSpan.FromSeconds(700));
        await Assert.ThrowsAnyAsync<Exception>(() => run.PassAsync());
        run.Refusal = _ => null;
        run.Restart();

        await run.PassAfterAsync(Moment);

        Assert.Equal(1, run.CountOf("jobs/runs/cancel"));
        Assert.Equal(("True", Reasons.RunTimedOut), run.Condition(ConditionTypes.Failed));
    }

    [Fact]
    public async Task Timeout_ThatNobodyCouldCarryOut_IsCarriedOutByTheNextProcess()
    {
        await using var run = await RunHarness.RunningAsync(spec => spec.TimeoutSeconds = 600);
        run.Remote.Faults.Add(Fault.Error("jobs/runs/cancel", 503, "TEMPORARILY_UNAVAILABLE", "away"));
        await run.PassAfterAsync(TimeSpan.FromSeconds(700));
        Assert.Equal(("False", Reasons.RunRunning), run.Condition(ConditionTypes.Ready));
        run.Restart();

        await run.PassAfterAsync(Moment);
        await run.PassAfterAsync(Moment);

        Assert.Equal(("True", Reasons.RunTimedOut), run.Condition(ConditionTypes.Failed));
    }

    [Fact]
    public async Task Timeout_OfTheJobItself_IsToldAsOne()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Jobs.Change(run.JobId, settings => settings["timeout_seconds"] = 60);
        await run.PassAsync();

        await run.PassAfterAsync(TimeSpan.FromSeconds(90));

        Assert.Equal(("True", Reasons.RunTimedOut), run.Condition(ConditionTypes.Failed));
        Assert.Equal(0, run.CountOf("jobs/runs/cancel"));
    }

    [Fact]
    public async Task Repair_OfAFailedRun_RunsItsFailedTasksAgainUntilItIsWell()
    {
        await using var run = await RepairedAsync(maxAttempts: 2, failures: 2);

        for (var pass = 0; pass < 6; pass++)
        {
            await run.PassAfterAsync(Moment);
        }

        Assert.Equal(2, run.CountOf("jobs/runs/repair"));
        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Complete));
        Assert.Equal(2, run.Status.Repair!.Attempts);
        Assert.Single(run.Remote.Runs.Ids);
        var bodies = run.Remote.Journal.Of("jobs/runs/repair").Select(call => JsonNode.Parse(call.Body)!).ToList();
        Assert.Null(bodies[0]["latest_repair_id"]);
        Assert.NotNull(bodies[1]["latest_repair_id"]);
        Assert.All(bodies, body => Assert.True((bool)body["rerun_all_failed_tasks"]! && (bool)body["rerun_dependent_tasks"]!));
    }

    [Fact]
    public async Task Repair_MoreOftenThanAllowed_IsNotMade()
    {
        await using var run = await RepairedAsync(maxAttempts: 1, failures: 5);

        for (var pass = 0; pass < 4; pass++)
        {
            await run.PassAfterAsync(Moment);
        }

        Assert.Equal(1, run.CountOf("jobs/runs/repair"));
        Assert.Equal(("True", Reasons.RunFailed), run.Condition(ConditionTypes.Failed));
        Assert.Contains("repaired", run.Message(ConditionTypes.Ready), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_WhoseReplyWasLost_IsNotMadeTwice()
    {
        await using var run = await RepairedAsync(maxAttempts: 1, failures: 5);
        run.Remote.Faults.Add(Fault.Reset("jobs/runs/repair").AfterEffect());

        await run.PassAfterAsync(Moment);
        run.Restart();
        await run.PassAfterAsync(Moment);
        await run.PassAfterAsync(Moment);

        Assert.Equal(1, run.CountOf("jobs/runs/repair"));
        Assert.Equal(1, run.Status.Repair!.Attempts);
        Assert.Equal(("True", Reasons.RunFailed), run.Condition(ConditionTypes.Failed));
    }

    [Fact]
    public async Task Repair_ThatDatabricksRefuses_LeavesAFailedRunAndSaysWhy()
    {
        await using var run = await RepairedAsync(maxAttempts: 3, failures: 5);
        run.Remote.Faults.Add(Fault.Error("jobs/runs/repair", 400, "INVALID_PARAMETER_VALUE", "cannot be repaired"));

        await run.PassAfterAsync(Moment);
        await run.PassAfterAsync(Moment);
        run.Forget();
        await run.PassAfterAsync(Moment);

        Assert.Contains("cannot be repaired", run.Status.Repair!.Refusal, StringComparison.Ordinal);
        Assert.Equal(("True", Reasons.RunFailed), run.Condition(ConditionTypes.Failed));
        Assert.Equal(0, run.CallCount);
    }

    [Fact]
    public async Task Repair_OfARunThatWasCancelled_IsNotMade()
    {
        await using var run = await RunHarness.RunningAsync(spec => spec.Repair = new RunRepair { MaxAttempts = 3 });
        run.Remote.Runs.Cancel(run.RunId);

        await run.PassAfterAsync(Moment);

        Assert.Equal(("True", Reasons.RunCanceled), run.Condition(ConditionTypes.Failed));
        Assert.Equal(0, run.CountOf("jobs/runs/repair"));
    }

    [Fact]
    public async Task Repair_ThatIsOnlyPlanned_IsNotMadeAndNotTakenForTheEnd()
    {
        await using var run = await RepairedAsync(maxAttempts: 1, failures: 1);
        run.Edit(spec => spec.Policies = new RunPolicies { Management = ManagementPolicy.Plan });
        await run.PassAfterAsync(Moment);
        Assert.Equal(PlanAction.Update, run.Status.Plan!.Action);
        Assert.Equal(("", ""), run.Condition(ConditionTypes.Failed));

        run.Edit(spec => spec.Policies = null);
        await run.PassAfterAsync(Moment);
        await run.PassAfterAsync(Moment);

        Assert.Equal(("True", Reasons.RunSucceeded), run.Condition(ConditionTypes.Complete));
    }

    /// <summary>A run that has ended, before the pass that sees it; its task load fails that many times.</summary>
    private static async Task<RunHarness> RepairedAsync(int maxAttempts, int failures)
    {
        var run = await RunHarness.StartAsync(spec => spec.Repair = new RunRepair { MaxAttempts = maxAttempts }, new RunOptions());
        run.Remote.Runs.FailTask("load", failures);
        await run.PassAsync();
        return run;
    }
}
