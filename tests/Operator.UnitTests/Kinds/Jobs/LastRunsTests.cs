using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>What is remembered of runs does not grow with the jobs of the workspace, nor with those that once were.</summary>
public sealed class LastRunsTests : IAsyncLifetime
{
    private JobFixture fixture = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => fixture = await JobFixture.StartAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Refresh_RunsOfJobsThatNoResourceHas_RemembersNone()
    {
        var (ours, foreign) = (Job(), Job());
        fixture.Own(ours);
        fixture.Workspace.Workspace.Runs.Start(ours);
        fixture.Workspace.Workspace.Runs.Start(foreign);

        await RefreshAsync(1);

        Assert.NotNull(fixture.Runs.Known(fixture.Client, ours));
        Assert.Null(fixture.Runs.Known(fixture.Client, foreign));
    }

    [Fact]
    public async Task Refresh_AfterAResourceIsGone_ForgetsItsRun()
    {
        var job = Job();
        var owner = fixture.Own(job);
        fixture.Workspace.Workspace.Runs.Start(job);
        await RefreshAsync(1);

        fixture.Store.Remove(owner.Metadata);
        await RefreshAsync(2);

        Assert.Null(fixture.Runs.Known(fixture.Client, job));
    }

    [Fact]
    public async Task Refresh_OfAJobWhoseIdIsNotRecordedYet_StillKnowsThatItIsNew()
    {
        var job = Job();
        fixture.Runs.Created(fixture.Client, job);
        await RefreshAsync(1);
        fixture.Own(job);
        await RefreshAsync(3);

        await fixture.Runs.FindAsync(fixture.Client, job, Cancellation);

        // Those of the lists only: nothing was asked about the job itself.
        Assert.Equal(4, fixture.Calls("jobs/runs/list"));
    }

    private long Job() => fixture.Workspace.Workspace.Jobs.Create(Wire(WithTask(_ => { })), "ada@example.com");

    private async Task RefreshAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            await fixture.Runs.RefreshAsync(fixture.Client, Cancellation);
        }
    }
}
