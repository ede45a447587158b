using System.Net;
using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Entities;
using RunOptions = Databricks.Simulator.Runs.RunOptions;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>No run goes on behind the back of a resource that was deleted, and no deletion hangs for nothing.</summary>
public sealed class RunDeletionTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);
    private static readonly RunOptions Slow = new() { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Finalize_ARunThatRuns_CancelsItAndWaitsUntilItHasEnded()
    {
        await using var run = await RunHarness.RunningAsync(runs: Slow);
        run.Forget();

        Assert.False(await run.FinalizeAsync());
        Assert.Equal(("False", Reasons.Deleting), run.Condition(ConditionTypes.Ready));
        Assert.False(await run.FinalizeAsync());
        Assert.Equal(1, run.CountOf("jobs/runs/cancel"));
        run.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await run.FinalizeAsync());
        Assert.Equal(1, run.CountOf("jobs/runs/cancel"));
        Assert.Equal(0, run.CountOf("jobs/runs/delete"));
    }

    [Fact]
    public async Task Finalize_ARunThatEnded_CallsNobodyWhateverItsWorkspaceAndSuspension()
    {
        await using var run = await RunHarness.EndedAsync();
        run.Edit(spec => spec.Suspend = true);
        run.Restart(hasWorkspace: false);
        run.Forget();

        Assert.True(await run.FinalizeAsync());

        Assert.Equal(0, run.CallCount);
        Assert.DoesNotContain("/status", Assert.Single(run.Writes).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finalize_UnderRetain_LeavesTheRunGoing()
    {
        await using var run = await RunHarness.RunningAsync(spec => spec.Policies = new RunPolicies { Deletion = RunDeletionPolicy.Retain });

        Assert.True(await run.FinalizeAsync());

        Assert.Equal(0, run.CountOf("jobs/runs/cancel"));
    }

    [Fact]
    public async Task Finalize_AStartWhoseReplyWasLost_FindsTheRunAndEndsIt()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Faults.Add(Fault.Reset("jobs/run-now").AfterEffect());
        await run.PassAsync();

        await AssertFoundAndCancelledAsync(run);
    }

    [Fact]
    public async Task Finalize_AfterACrashBeforeTheIdWasRecorded_FindsTheRunAndEndsIt()
    {
        await using var run = await RunHarness.StartAsync();
        run.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : null;
        await Assert.ThrowsAnyAsync<Exception>(() => run.PassAsync());
        run.Refusal = _ => null;
        run.Restart();

        await AssertFoundAndCancelledAsync(run);
    }

    [Fact]
    public async Task Finalize_ARefusalAfterALostReply_StillDoubtsThatNothingWasStarted()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Faults.Add(Fault.Reset("jobs/run-now").AfterEffect());
        await run.PassAsync();
        run.Remote.Faults.Add(Fault.Throttled("jobs/run-now"));
        await run.PassAsync();

        await AssertFoundAndCancelledAsync(run);
    }

    [Fact]
    public async Task Finalize_AStartThatWasRefused_IsReleasedWithoutACall()
    {
        await using var run = await RunHarness.StartAsync(spec => spec.JobId = "4711");
        await run.PassAsync();
        run.Forget();

        Assert.True(await run.FinalizeAsync());

        Assert.Equal(0, run.CallCount);
    }

    [Fact]
    public async Task Finalize_AJobThatIsGoneAndMayHaveRun_IsReleasedBecauseNothingCanBeFound()
    {
        await using var run = await RunHarness.StartAsync(spec => spec.JobId = "4711");
        await run.PassAsync();
        run.Restart();

        Assert.True(await run.FinalizeAsync());
    }

    [Fact]
    public async Task Finalize_AnExternalIdThatWasNeverFound_StartsNothing()
    {
        await using var run = await RunHarness.StartAsync(spec => (spec.JobId, spec.ExternalId) = (null, "4711"));
        await run.PassAsync();
        run.Restart();

        Assert.True(await run.FinalizeAsync());

        Assert.Equal(0, run.CountOf("jobs/run-now"));
    }

    [Fact]
    public async Task Finalize_ACancellationThatFails_SaysSoAndIsTriedAgain()
    {
        await using var run = await RunHarness.RunningAsync(runs: new RunOptions { RunningDuration = TimeSpan.FromHours(1) });
        run.Remote.Faults.Add(Fault.Error("jobs/runs/cancel", 403, "PERMISSION_DENIED", "no right"));

        Assert.False(await run.FinalizeAsync());
        Assert.Equal(("False", Reasons.DeleteFailed), run.Condition(ConditionTypes.Ready));
        Assert.Contains(Annotations.Abandon, run.Message(ConditionTypes.Ready), StringComparison.Ordinal);
        Assert.False(await run.FinalizeAsync());
        Assert.True(await run.FinalizeAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Finalize_ALostStartOfAJobThatIsGoneOrAnother_EndsTheRunWhereItWasStarted(bool isReplaced)
    {
        await using var run = await NamedAsync();
        run.Remote.Faults.Add(Fault.Reset("jobs/run-now").AfterEffect());
        await run.PassAsync();
        run.Restart();
        Replace(run, isReplaced);

        await AssertFoundAndCancelledAsync(run);

        Assert.All(run.Remote.Journal.Of("jobs/run-now"), call => Assert.Contains($"\"job_id\":{run.JobId}", call.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Finalize_AfterACrash_AJobThatIsGoneOrAnother_StartsNothingAndLetsTheResourceGo(bool isReplaced)
    {
        await using var run = await NamedAsync();
        await CrashAsync(run);
        Replace(run, isReplaced);
        run.Forget();

        Assert.True(await run.FinalizeAsync());

        Assert.Empty(run.Calls);
    }

    [Fact]
    public async Task Finalize_AfterACrash_AJobThatIsBeingDeletedAsWell_IsAskedForTheRun()
    {
        await using var run = await NamedAsync();
        await CrashAsync(run);
        PutJob(run, job => (job.Metadata.DeletionTimestamp, job.Status.Conditions) = (DateTime.UnixEpoch, []));

        await AssertFoundAndCancelledAsync(run);
    }

    [Fact]
    public async Task Finalize_AfterACrash_AJobTheWorkspaceNoLongerHas_LetsTheResourceGo()
    {
        await using var run = await NamedAsync();
        await CrashAsync(run);
        run.Remote.Jobs.Remove(run.JobId);

        Assert.True(await run.FinalizeAsync());
    }

    [Fact]
    public async Task Finalize_ARunThatDoesNotEnd_NamesItAndWhereItIs()
    {
        await using var run = await RunHarness.RunningAsync(runs: Slow);

        await run.FinalizeAsync();
        var first = run.Message(ConditionTypes.Ready);
        await run.FinalizeAsync();

        Assert.Contains($"{run.RunId}", first, StringComparison.Ordinal);
        Assert.Contains(run.Status.Url!, first, StringComparison.Ordinal);
        Assert.Contains(Annotations.Abandon, first, StringComparison.Ordinal);
        Assert.Equal(first, run.Message(ConditionTypes.Ready));
    }

    private static async Task<RunHarness> NamedAsync()
    {
        var run = await RunHarness.StartAsync(spec => (spec.JobId, spec.JobRef) = (null, new ResourceReference { Name = "etl" }));
        PutJob(run, _ => { });
        return run;
    }

    private static void PutJob(RunHarness run, Action<DatabricksJob> change) => run.PutJob(job =>
    {
        job.Metadata.CreationTimestamp = run.Run.Metadata.CreationTimestamp;
        job.Status.JobId = $"{run.JobId}";
        job.Status.Conditions = [new Condition { Type = ConditionTypes.Synced, Status = "True", Reason = Reasons.InSync, ObservedGeneration = 1 }];
        change(job);
    });

    /// <summary>The process dies between the start and the record of it.</summary>
    private static async Task CrashAsync(RunHarness run)
    {
        run.Refusal = request => request.Path.EndsWith("/status", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : null;
        await Assert.ThrowsAnyAsync<Exception>(() => run.PassAsync());
        run.Refusal = _ => null;
        run.Restart();
    }

    /// <summary>The job's resource goes, and another one may take its name, and stand for another job.</summary>
    private static void Replace(RunHarness run, bool isReplaced)
    {
        run.Remove<DatabricksJob>("etl");
        if (isReplaced)
        {
            var other = run.Remote.Jobs.Create(System.Text.Json.Nodes.JsonNode.Parse(RunHarness.JobOf("a"))!.AsObject(), "ada@example.com");
            PutJob(run, job => (job.Status.JobId, job.Metadata.CreationTimestamp) = ($"{other}", run.Run.Metadata.CreationTimestamp!.Value.AddMinutes(1)));
        }
    }

    private static async Task AssertFoundAndCancelledAsync(RunHarness run)
    {
        Assert.False(await run.FinalizeAsync());
        Assert.False(await run.FinalizeAsync());
        run.Time.Advance(Moment);
        Assert.True(await run.FinalizeAsync());
        var id = Assert.Single(run.Remote.Runs.Ids);
        Assert.Equal("CANCELED", (string)run.Remote.Runs.Find(id)!["state"]!["result_state"]!);
    }
}
