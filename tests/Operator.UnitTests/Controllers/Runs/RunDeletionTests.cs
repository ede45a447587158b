using System.Net;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Controllers.Runs;

/// <summary>No run goes on behind the back of a resource that was deleted, and no deletion hangs for nothing.</summary>
public sealed class RunDeletionTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);
    private static readonly RunOptions Slow = new() { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Finalize_ARunThatRuns_CancelsItAndWaitsUntilItHasEnded()
    {
        await using var run = await RunFixture.RunningAsync(runs: Slow);
        run.Forget();

        Assert.False(await run.FinalizeAsync());
        Assert.Equal(("False", Reasons.Deleting), run.Condition(ConditionTypes.Ready));
        Assert.False(await run.FinalizeAsync());
        Assert.Equal(1, run.CountOf("jobs/runs/cancel"));
        run.Simulated.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await run.FinalizeAsync());
        Assert.Equal(1, run.CountOf("jobs/runs/cancel"));
        Assert.Equal(0, run.CountOf("jobs/runs/delete"));
    }

    [Fact]
    public async Task Finalize_ARunThatEnded_CallsNobodyWhateverItsWorkspaceAndSuspension()
    {
        await using var run = await RunFixture.EndedAsync();
        run.Edit(spec => spec.Suspend = true);
        run.WorkspaceProblem = "gone";
        run.Forget();

        Assert.True(await run.FinalizeAsync());

        Assert.Equal((0, 0), (run.CallCount, run.Writes.Count));
    }

    [Fact]
    public async Task Finalize_UnderRetain_LeavesTheRunGoing()
    {
        await using var run = await RunFixture.RunningAsync(spec => spec.Policies = new ResourcePolicies { Deletion = DeletionPolicy.Retain });

        Assert.True(await run.FinalizeAsync());

        Assert.Equal(0, run.CountOf("jobs/runs/cancel"));
    }

    [Fact]
    public async Task Finalize_AStartWhoseReplyWasLost_FindsTheRunAndEndsIt()
    {
        await using var run = await RunFixture.StartAsync();
        run.Simulated.Workspace.Faults.Add(Fault.Reset("jobs/run-now").AfterEffect());
        await run.PassAsync();

        await AssertFoundAndCancelledAsync(run);
    }

    [Fact]
    public async Task Finalize_AfterACrashBeforeTheIdWasRecorded_FindsTheRunAndEndsIt()
    {
        await using var run = await RunFixture.StartAsync();
        run.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : null;
        await Assert.ThrowsAnyAsync<Exception>(run.PassAsync);
        run.Refusal = _ => null;
        run.Restart();

        await AssertFoundAndCancelledAsync(run);
    }

    [Fact]
    public async Task Finalize_ARefusalAfterALostReply_StillDoubtsThatNothingWasStarted()
    {
        await using var run = await RunFixture.StartAsync();
        run.Simulated.Workspace.Faults.Add(Fault.Reset("jobs/run-now").AfterEffect());
        await run.PassAsync();
        run.Simulated.Workspace.Faults.Add(Fault.Throttled("jobs/run-now"));
        await run.PassAsync();

        await AssertFoundAndCancelledAsync(run);
    }

    [Fact]
    public async Task Finalize_AStartThatWasRefused_IsReleasedWithoutACall()
    {
        await using var run = await RunFixture.StartAsync(spec => spec.JobId = "4711");
        await run.PassAsync();
        run.Forget();

        Assert.True(await run.FinalizeAsync());

        Assert.Equal(0, run.CallCount);
    }

    [Fact]
    public async Task Finalize_AJobThatIsGoneAndMayHaveRun_IsReleasedBecauseNothingCanBeFound()
    {
        await using var run = await RunFixture.StartAsync(spec => spec.JobId = "4711");
        await run.PassAsync();
        run.Restart();

        Assert.True(await run.FinalizeAsync());
    }

    [Fact]
    public async Task Finalize_AnExternalIdThatWasNeverFound_StartsNothing()
    {
        await using var run = await RunFixture.StartAsync(spec => (spec.JobId, spec.ExternalId) = (null, "4711"));
        await run.PassAsync();
        run.Restart();

        Assert.True(await run.FinalizeAsync());

        Assert.Equal(0, run.CountOf("jobs/run-now"));
    }

    [Fact]
    public async Task Finalize_ACancellationThatFails_SaysSoAndIsTriedAgain()
    {
        await using var run = await RunFixture.RunningAsync(runs: new RunOptions { RunningDuration = TimeSpan.FromHours(1) });
        run.Simulated.Workspace.Faults.Add(Fault.Error("jobs/runs/cancel", 403, "PERMISSION_DENIED", "no right"));

        Assert.False(await run.FinalizeAsync());
        Assert.Equal(("False", Reasons.DeleteFailed), run.Condition(ConditionTypes.Ready));
        Assert.Contains(Annotations.Abandon, run.Message(ConditionTypes.Ready), StringComparison.Ordinal);
        Assert.False(await run.FinalizeAsync());
        Assert.True(await run.FinalizeAsync());
    }

    private static async Task AssertFoundAndCancelledAsync(RunFixture run)
    {
        Assert.False(await run.FinalizeAsync());
        Assert.False(await run.FinalizeAsync());
        run.Simulated.Time.Advance(Moment);
        Assert.True(await run.FinalizeAsync());
        var id = Assert.Single(run.Simulated.Workspace.Runs.Ids);
        Assert.Equal("CANCELED", (string)run.Simulated.Workspace.Runs.Find(id)!["state"]!["result_state"]!);
    }
}
