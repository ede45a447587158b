using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Runs;
using Operator.Kinds.Jobs;
using Operator.Reconciling;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>Where calls are scarce a job costs its creation and its deletion: what many came to is seen by lists that they share.</summary>
public sealed class ScarceJobTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_LeavesTheLookToTheNextList()
    {
        await using var job = await JobHarness.StartAsync(ScarceCalls.Limits);
        await ScarceCalls.BeginAsync(job.Client);
        job.Apply(one => one.Spec.Tasks = [Jobs.Notebook("main")]);

        await job.PassAsync();

        Assert.Equal((1, 0), (job.Calls("jobs/create"), job.Calls("jobs/get")));
        Assert.Equal(("False", Reasons.Provisioning), job.Condition(ConditionTypes.Ready));
    }

    [Fact]
    public async Task ActiveRuns_OfManyJobsOfOneList_AreOneCall()
    {
        await using var job = await JobHarness.SettledAsync();
        var run = job.Remote.Runs.Start(job.Id);
        var (time, before) = (new FakeTimeProvider(), job.Calls("jobs/runs/list"));
        var runs = new ActiveRunCache(new ReconcileIntervals(), time);
        var listedAt = time.GetUtcNow();

        var own = await runs.FindAsync(job.Id, listedAt, job.Client, Cancellation);
        var none = await runs.FindAsync(job.Id + 1, listedAt, job.Client, Cancellation);

        Assert.Equal(run, Assert.Single(own).RunId);
        Assert.Empty(none);
        Assert.Equal(1, job.Calls("jobs/runs/list") - before);
    }

    /// <summary>With calls to spare the first job is asked for alone, and those that come before it is answered share a list.</summary>
    [Fact]
    public async Task ActiveRuns_OfJobsAskedForAtTheSameTime_AreOneCallMore()
    {
        await using var job = await JobHarness.SettledAsync();
        var run = job.Remote.Runs.Start(job.Id);
        var (time, before) = (new FakeTimeProvider(), job.Calls("jobs/runs/list"));
        var runs = new ActiveRunCache(new ReconcileIntervals(), time);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        job.Workspace.Before("jobs/runs/list", () => answer.Task);
        List<Task<IReadOnlyList<Run>>> asked = [runs.FindWithOthersAsync(job.Id + 1, time.GetUtcNow(), job.Client, Cancellation)];
        asked.AddRange(Enumerable.Range(2, 9).Select(number => runs.FindWithOthersAsync(job.Id + number, time.GetUtcNow(), job.Client, Cancellation)));
        asked.Add(runs.FindWithOthersAsync(job.Id, time.GetUtcNow(), job.Client, Cancellation));

        answer.SetResult();
        var found = await Task.WhenAll(asked);

        Assert.Equal(run, Assert.Single(found[^1]).RunId);
        Assert.All(found[..^1], Assert.Empty);
        Assert.Equal(2, job.Calls("jobs/runs/list") - before);
    }

    /// <summary>A job that comes while a list is being read may have been started since it began.</summary>
    [Fact]
    public async Task ActiveRuns_OfAJobReadAfterTheSharedListBegan_AreReadAgain()
    {
        await using var job = await JobHarness.SettledAsync();
        var time = new FakeTimeProvider();
        var runs = new ActiveRunCache(new ReconcileIntervals(), time);
        Assert.Empty(await runs.FindAsync(job.Id, time.GetUtcNow(), job.Client, Cancellation));
        var run = job.Remote.Runs.Start(job.Id);
        time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal(run, Assert.Single(await runs.FindWithOthersAsync(job.Id, time.GetUtcNow(), job.Client, Cancellation)).RunId);
    }

    [Theory]
    [InlineData(6, 0)]
    [InlineData(1, 1)]
    public async Task ActiveRuns_AfterSecondsOrALaterListOfJobs_AreReadAgain(int seconds, int listedAfter)
    {
        await using var job = await JobHarness.SettledAsync();
        var time = new FakeTimeProvider();
        var runs = new ActiveRunCache(new ReconcileIntervals(), time);
        var listedAt = time.GetUtcNow();
        Assert.Empty(await runs.FindAsync(job.Id, listedAt, job.Client, Cancellation));
        job.Remote.Runs.Start(job.Id);
        time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Single(await runs.FindAsync(job.Id, listedAt + TimeSpan.FromSeconds(listedAfter), job.Client, Cancellation));
    }

    [Fact]
    public async Task ActiveRuns_WithoutAList_AreAskedForEachTime()
    {
        await using var job = await JobHarness.SettledAsync();
        var runs = new ActiveRunCache(new ReconcileIntervals(), new FakeTimeProvider());
        Assert.Empty(await runs.FindAsync(job.Id, listedAt: null, job.Client, Cancellation));
        job.Remote.Runs.Start(job.Id);

        Assert.Single(await runs.FindAsync(job.Id, listedAt: null, job.Client, Cancellation));
    }
}
