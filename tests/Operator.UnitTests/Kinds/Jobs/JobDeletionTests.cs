using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>A job goes, with all that runs of it, whatever state its settings are in.</summary>
public sealed class JobDeletionTests
{
    private static readonly TimeSpan LongerThanARunTakesToEnd = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Delete_AScheduledJobThatRuns_PausesCancelsWaitsAndDeletes()
    {
        await using var job = await ScheduledAsync();
        job.Remote.Runs.Start(job.Id);

        Assert.False(await job.FinalizeAsync());
        Assert.Equal("PAUSED", (string)job.Settings["schedule"]!["pause_status"]!);
        Assert.False(await job.FinalizeAsync());
        Assert.Equal(1, job.Calls("jobs/runs/cancel-all"));
        // It is terminating: there is nothing to do but to wait.
        Assert.False(await job.FinalizeAsync());
        Assert.Equal((1, 0), (job.Calls("jobs/runs/cancel-all"), job.Calls("jobs/delete")));
        job.Workspace.Pass(LongerThanARunTakesToEnd);

        Assert.True(await job.FinalizeAsync());
        Assert.Empty(job.Remote.Jobs.Ids);
    }

    [Fact]
    public async Task Delete_AQuietJob_IsOneCall()
    {
        await using var job = await JobHarness.SettledAsync();

        Assert.True(await job.FinalizeAsync());

        Assert.Equal(["jobs/create", "jobs/delete"], job.Workspace.Changes);
    }

    /// <summary>After a restart nothing is known of its runs, and how the last one ended is no longer asked.</summary>
    [Fact]
    public async Task Delete_AQuietJobAfterARestart_LooksAtItAndAtItsActiveRunsOnce()
    {
        await using var job = await JobHarness.SettledAsync();
        job.Restart();
        job.Forget();

        Assert.True(await job.FinalizeAsync());

        Assert.Equal(["jobs/get", "jobs/runs/list", "jobs/delete"], job.Workspace.Calls.Select(call => call.Operation));
    }

    [Fact]
    public async Task Delete_AJobThatSomebodyDeletesFirst_IsFinished()
    {
        await using var job = await JobHarness.SettledAsync();
        var id = job.Id;
        job.Workspace.Before("jobs/delete", () => job.Remote.Jobs.Remove(id));

        Assert.True(await job.FinalizeAsync());

        Assert.Equal(1, job.Calls("jobs/delete"));
    }

    [Fact]
    public async Task Delete_AJobThatCannotBePaused_IsDeletedAllTheSameAndSaysSo()
    {
        await using var job = await ScheduledAsync();
        job.Remote.Runs.Start(job.Id);
        job.Remote.Faults.Add(Fault.Error("jobs/update", 400, "INVALID_PARAMETER_VALUE", "Policy 12 does not exist") with { Count = null });

        Assert.False(await job.FinalizeAsync());
        var warning = Assert.Single(job.Events, text => text.StartsWith("Warning Rejected", StringComparison.Ordinal));
        Assert.Contains("Policy 12", warning, StringComparison.Ordinal);
        Assert.Equal(1, job.Calls("jobs/runs/cancel-all"));
        job.Workspace.Pass(LongerThanARunTakesToEnd);

        Assert.True(await job.FinalizeAsync());
        Assert.Equal(1, job.Calls("jobs/delete"));
    }

    [Fact]
    public async Task Delete_AJobWhosePauseFailsForAnotherReason_IsNotDeletedUnpaused()
    {
        await using var job = await ScheduledAsync();
        job.Remote.Faults.Add(Fault.Error("jobs/update", 403, "PERMISSION_DENIED", "no right"));

        Assert.False(await job.FinalizeAsync());

        Assert.Equal(("False", Reasons.DeleteFailed), job.Condition(ConditionTypes.Ready));
        Assert.Equal(0, job.Calls("jobs/delete"));
    }

    [Fact]
    public async Task Delete_WhileRunsDoNotEnd_NamesThemAndWhereTheyAre()
    {
        await using var job = await JobHarness.SettledAsync();
        var run = job.Remote.Runs.Start(job.Id);

        await job.FinalizeAsync();
        var first = job.Message();
        await job.FinalizeAsync();

        Assert.Contains($"{run} ({job.Client.Host}/jobs/{job.Id}/runs/{run})", first, StringComparison.Ordinal);
        // The same words while nothing has changed: a status that ticks would be written at each look.
        Assert.Equal(first, job.Message());
    }

    private static Task<JobHarness> ScheduledAsync() =>
        JobHarness.SettledAsync(spec => spec.Schedule = new JobSchedule { QuartzCronExpression = "0 0 5 * * ?", TimezoneId = "UTC" });
}
