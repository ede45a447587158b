using Operator.Databricks.Observation;
using Operator.Kinds.Runs;

namespace Operator.UnitTests.Kinds.Runs;

/// <summary>Active runs are noticed by one list for all of them, ended ones by nothing.</summary>
public sealed class RunListerTests
{
    [Fact]
    public async Task Pages_OfAWorkspace_AreItsActiveRunsOnlyAndAllOfThem()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Jobs.Change(run.JobId, settings => settings["max_concurrent_runs"] = 100);
        var ids = Enumerable.Range(0, 60).Select(_ => run.Remote.Runs.Start(run.JobId)).ToList();
        ids.Take(10).ToList().ForEach(id => run.Remote.Runs.Finish(id));

        var rows = await RowsAsync(run);

        Assert.Equal(ids.Skip(10).Order(), rows.Select(row => row.Run.RunId!.Value).Order());
        Assert.Equal(3, run.CountOf("jobs/runs/list"));
        Assert.All(run.Remote.Journal.Of("jobs/runs/list"), call => Assert.Contains("active_only=true", call.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_OfAnOlderApi_AreReadByOffset()
    {
        await using var run = await RunHarness.StartAsync(versions: new Operator.Databricks.ApiVersions { Clusters = "2.0", Jobs = "2.1" });
        run.Remote.Jobs.Change(run.JobId, settings => settings["max_concurrent_runs"] = 100);
        var ids = Enumerable.Range(0, 50).Select(_ => run.Remote.Runs.Start(run.JobId)).ToList();

        Assert.Equal(ids.Order(), (await RowsAsync(run)).Select(row => row.Run.RunId!.Value).Distinct().Order());
    }

    [Fact]
    public async Task Observer_OfFiftyActiveRuns_WakesEachOnceWhenItMovesOrEndsAndAsksForNoneByItself()
    {
        await using var run = await RunHarness.StartAsync();
        run.Remote.Jobs.Change(run.JobId, settings => settings["max_concurrent_runs"] = 100);
        var ids = Enumerable.Range(0, 50).Select(_ => run.Remote.Runs.Start(run.JobId)).ToList();
        var audience = new Audience([.. ids.Select(id => $"{id}")]);
        var observer = new WorkspaceObserver<ObservedRun>(
            run.Client, new RunLister(), audience, new ObservationTiming(), run.Time, TestContext.Current.CancellationToken);
        await observer.ListSinceAsync(DateTimeOffset.MinValue, TestContext.Current.CancellationToken);
        audience.Woken.Clear();

        run.Time.Advance(TimeSpan.FromSeconds(5));
        await observer.TickAsync(TestContext.Current.CancellationToken);
        Assert.Empty(audience.Woken);
        run.Remote.Runs.Finish(ids[7]);
        run.Time.Advance(TimeSpan.FromSeconds(5));
        await observer.TickAsync(TestContext.Current.CancellationToken);

        Assert.Equal([$"{ids[7]}"], audience.Woken);
        Assert.Equal(9, run.CountOf("jobs/runs/list"));
        Assert.Equal(0, run.CountOf("jobs/runs/get"));
    }

    [Fact]
    public async Task Observer_OfASingleActiveRun_LooksEveryFewSecondsAndStopsAtItsEnd()
    {
        await using var run = await RunHarness.StartAsync();
        var id = run.Remote.Runs.Start(run.JobId);
        var audience = new Audience([$"{id}"]);
        var observer = new WorkspaceObserver<ObservedRun>(
            run.Client, new RunLister(), audience, new ObservationTiming(), run.Time, TestContext.Current.CancellationToken);
        await observer.ListSinceAsync(DateTimeOffset.MinValue, TestContext.Current.CancellationToken);
        async Task<int> ListsInAMinuteAsync()
        {
            var before = run.CountOf("jobs/runs/list");
            for (var tick = 0; tick < 12; tick++)
            {
                run.Time.Advance(TimeSpan.FromSeconds(5));
                await observer.TickAsync(TestContext.Current.CancellationToken);
            }

            return run.CountOf("jobs/runs/list") - before;
        }

        Assert.Equal(12, await ListsInAMinuteAsync());
        run.Remote.Runs.Finish(id);
        await ListsInAMinuteAsync();
        Assert.Contains($"{id}", audience.Woken);
        audience.Owned.Clear();
        Assert.Equal(0, await ListsInAMinuteAsync());
    }

    [Fact]
    public async Task Reconcile_ARunThatTheListShows_IsNotAskedForByItself()
    {
        await using var run = await RunHarness.RunningAsync();
        await run.PassAfterAsync(TimeSpan.FromMinutes(1));
        run.Restart();
        await run.PassAsync();
        run.Forget();

        await run.PassAfterAsync(TimeSpan.FromSeconds(1));

        Assert.Empty(run.Calls);
        Assert.Empty(run.Writes);
    }

    private static async Task<IReadOnlyList<ObservedRun>> RowsAsync(RunHarness run)
    {
        var rows = new List<ObservedRun>();
        await foreach (var page in new RunLister().PagesAsync(run.Client, TestContext.Current.CancellationToken))
        {
            rows.AddRange(page);
        }

        return rows;
    }

    private sealed class Audience(HashSet<string> owned) : IObservationAudience
    {
        public HashSet<string> Owned => owned;

        public List<string> Woken { get; } = [];

        public bool Owns(string id) => owned.Contains(id);

        public void Moved(IReadOnlyCollection<string> ids) => Woken.AddRange(ids);
    }
}
