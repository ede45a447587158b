using System.Globalization;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Jobs;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>What looking at all jobs of a workspace costs, and what it shows.</summary>
public sealed class JobListerTests : IAsyncLifetime
{
    private readonly ObjectStore<DatabricksJob> store = new();
    private JobHarness workspace = null!;
    private LastRunCache runs = null!;
    private JobLister rows = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        workspace = await JobHarness.StartAsync();
        runs = new LastRunCache(store, workspace.Time);
        rows = new JobLister(runs, workspace.Time);
    }

    public ValueTask DisposeAsync() => workspace.DisposeAsync();

    [Fact]
    public async Task Rows_OfAWorkspace_AreEnoughToSeeThatAllIsWellUnlessTheyAreCut()
    {
        var small = WithTask(_ => { });
        var large = Of(spec => spec.Tasks = [.. Enumerable.Range(0, 150).Select(index => Notebook($"t{index}"))]);
        Put(small);
        Put(large);

        var (first, second) = (await ListAsync(), await ListAsync());

        // The newest comes first.
        Assert.Equal([false, true], first.Select(rows.IsComplete));
        Assert.True(Decide(small, first[1].Job).IsNothing);
        Assert.Equal(rows.FingerprintOf(first[1]), rows.FingerprintOf(second[1]));
        // What a cut row leaves out may have changed, so it counts as moved each time.
        Assert.NotEqual(rows.FingerprintOf(first[0]), rows.FingerprintOf(second[0]));
    }

    [Fact]
    public async Task Rows_OfAThousandQuietJobs_CostTheirPagesAndOneCallForAllRuns()
    {
        for (var index = 0; index < 1000; index++)
        {
            Put(WithTask(_ => { }));
        }

        Assert.Equal(1000, (await ListAsync()).Count);
        Assert.Equal(10, workspace.Calls("jobs/list"));
        Assert.Equal(1, workspace.Calls("jobs/runs/list"));
        Assert.Equal(0, workspace.Calls("jobs/get"));
    }

    [Fact]
    public async Task Rows_OfAJobThatRan_TellItsLastRunAndMoveWithIt()
    {
        var id = PutOwned();
        var quiet = rows.FingerprintOf(Assert.Single(await ListAsync()));
        workspace.Remote.Runs.Start(id);
        var last = workspace.Remote.Runs.Start(id);
        var running = Assert.Single(await ListAsync());
        workspace.Remote.Runs.Finish(last);
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        var ended = Assert.Single(await ListAsync());

        Assert.Equal(3, new[] { quiet, rows.FingerprintOf(running), rows.FingerprintOf(ended) }.Distinct().Count());
        var status = new DatabricksJobStatus();
        JobStatusMapper.Describe(status, running);
        Assert.Equal((last.ToString(CultureInfo.InvariantCulture), null), (status.LastRun!.RunId, status.LastRun.Result));
        JobStatusMapper.Describe(status, ended);
        Assert.Equal(("SUCCESS", true), (status.LastRun.Result, status.LastRun.EndTime is not null));
        Assert.Equal(0, workspace.Calls("jobs/get"));
    }

    [Fact]
    public async Task Rows_AfterMoreRunsThanAPageHolds_StillTellTheLastOfEachJob()
    {
        var (quiet, busy) = (PutOwned(), PutOwned());
        await ListAsync();
        var only = workspace.Remote.Runs.Start(quiet);
        for (var index = 0; index < 60; index++)
        {
            workspace.Remote.Runs.Start(busy);
        }

        var list = await ListAsync();

        Assert.Equal(only, list.Single(row => row.Job.JobId == quiet).LastRun!.RunId);
    }

    [Fact]
    public async Task Refresh_RunsOfJobsThatNoResourceHas_RemembersNone()
    {
        var (ours, foreign) = (Put(WithTask(_ => { })), Put(WithTask(_ => { })));
        Own(ours);
        workspace.Remote.Runs.Start(ours);
        workspace.Remote.Runs.Start(foreign);

        await RefreshAsync(1);

        Assert.NotNull(runs.Known(workspace.Client, ours));
        Assert.Null(runs.Known(workspace.Client, foreign));
    }

    [Fact]
    public async Task Refresh_AfterAResourceIsGone_ForgetsItsRun()
    {
        var job = Put(WithTask(_ => { }));
        var owner = Own(job);
        workspace.Remote.Runs.Start(job);
        await RefreshAsync(1);

        store.Remove(owner.Metadata);
        await RefreshAsync(2);

        Assert.Null(runs.Known(workspace.Client, job));
    }

    [Fact]
    public async Task Refresh_OfAJobWhoseIdIsNotRecordedYet_StillKnowsThatItIsNew()
    {
        var job = Put(WithTask(_ => { }));
        runs.Created(workspace.Client, job);
        await RefreshAsync(1);
        Own(job);
        await RefreshAsync(3);

        await runs.FindAsync(workspace.Client, job, Cancellation);

        // Those of the lists only: nothing was asked about the job itself.
        Assert.Equal(4, workspace.Calls("jobs/runs/list"));
    }

    private long Put(DatabricksJob job) => workspace.Remote.Jobs.Create(Wire(job), "ada@example.com");

    /// <summary>A job that was created a moment ago and that a resource has.</summary>
    private long PutOwned()
    {
        var id = Put(WithTask(_ => { }));
        runs.Created(workspace.Client, id);
        Own(id);
        return id;
    }

    private DatabricksJob Own(long id)
    {
        var job = Of();
        job.Metadata = new V1ObjectMeta { Name = $"job-{id}", NamespaceProperty = "team", Uid = $"uid-{id}", ResourceVersion = "1" };
        job.Status.JobId = id.ToString(CultureInfo.InvariantCulture);
        store.Apply(new DecodedObject<DatabricksJob>(job, null), evenIfOlder: true);
        return job;
    }

    private async Task RefreshAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            await runs.RefreshAsync(workspace.Client, Cancellation);
        }
    }

    private async Task<IReadOnlyList<ObservedJob>> ListAsync()
    {
        var list = new List<ObservedJob>();
        await foreach (var page in rows.PagesAsync(workspace.Client, Cancellation))
        {
            list.AddRange(page);
        }

        return list;
    }
}
