using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Jobs;

/// <summary>A job goes with its resource, whatever it is doing at that moment, and leaves nothing running.</summary>
public sealed class JobDeletionTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private OperatedWorkspace place = null!;
    private OperatedObject resource = null!;

    public async ValueTask InitializeAsync()
    {
        place = await OperatedWorkspace.StartAsync(
            controlPlane, "deletion", new WorkspaceOptions { Runs = new RunOptions { RunningDuration = Step, TerminatingDuration = Step } });
        resource = place.Object("DatabricksJob", "x");
    }

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task Delete_OfAQuietJob_IsOneCall()
    {
        await StartAsync();

        await resource.DeleteAsync();
        await resource.GoneAsync();

        Assert.Empty(place.Remote.Jobs.Ids);
        Assert.Equal(["jobs/create", "jobs/delete"], place.Written);
    }

    [Theory]
    [InlineData("""schedule: {quartzCronExpression: "0 30 5 * * ?", timezoneId: UTC}""")]
    [InlineData("trigger: {fileArrival: {url: /Volumes/a/b/c/}}")]
    [InlineData("continuous: {pauseStatus: UNPAUSED}")]
    public async Task Delete_OfAJobThatStartsByItself_PausesItFirst(string trigger)
    {
        await StartAsync(trigger);

        await resource.DeleteAsync();
        await resource.GoneAsync();

        Assert.Empty(place.Remote.Jobs.Ids);
        Assert.Equal(["jobs/create", "jobs/update", "jobs/delete"], place.Written);
        Assert.Contains("PAUSED", place.Writes[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_OfAJobWithAQueuedRun_EndsThatRunToo()
    {
        await StartAsync();
        long[] runs = [place.Remote.Runs.Start(Id), place.Remote.Runs.Start(Id)];
        Assert.Equal("QUEUED", Phase(runs[1]));

        await resource.DeleteAsync();
        await Eventually.HoldsAsync(() => place.Written.Contains("jobs/runs/cancel-all"), "the runs to be cancelled");
        await resource.LookedAtAsync();
        Assert.Equal([Id], place.Remote.Jobs.Ids);
        place.Pass(Step);

        await resource.GoneAsync();
        Assert.Empty(place.Remote.Jobs.Ids);
        Assert.All(runs, run => Assert.Equal("TERMINATED", Phase(run)));
        Assert.All(runs, run => Assert.Equal("CANCELED", (string)place.Remote.Runs.Find(run)!["state"]!["result_state"]!));
    }

    [Fact]
    public async Task Delete_OfAJobThatIsGone_EndsWithoutMakingAnother()
    {
        await StartAsync();
        await resource.PatchAsync("""{"spec":{"suspend":true}}""");
        await resource.SaysAsync("Synced", "Unknown Suspended");
        place.Remote.Jobs.Remove(Id);

        await resource.DeleteAsync();
        await resource.SaysAsync("Ready", "False DeleteBlocked");
        await resource.PatchAsync("""{"spec":{"suspend":false}}""");

        await resource.GoneAsync();
        Assert.Empty(place.Remote.Jobs.Ids);
        Assert.Equal(["jobs/create"], place.Written);
    }

    private long Id => place.Remote.Jobs.Ids.Single();

    private string Phase(long run) => (string)place.Remote.Runs.Find(run)!["state"]!["life_cycle_state"]!;

    private async Task StartAsync(string further = "")
    {
        await resource.ApplyAsync(JobPolicyTests.Spec(further));
        await resource.SettledAsync();
    }
}
