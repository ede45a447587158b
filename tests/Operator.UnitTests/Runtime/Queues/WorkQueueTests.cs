using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Queues;

namespace Operator.UnitTests.Runtime.Queues;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueTests() => queue = new WorkQueue<string>(time, new Backoff(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)));

    public void Dispose() => queue.Dispose();

    [Fact]
    public async Task Add_KeyWithAWorker_IsHandedOutOnlyAfterThatWorkerIsDone()
    {
        queue.Add("a", QueuePriority.Observation);
        var first = await GetAsync();
        queue.Add("a", QueuePriority.Observation);

        var second = queue.GetAsync(TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        queue.Done(first);

        Assert.Equal("a", await second);
    }

    [Fact]
    public async Task Add_SameKeyManyTimes_IsHandedOutOnce()
    {
        for (var count = 0; count < 10; count++)
        {
            queue.Add("a", (QueuePriority)(count % 4));
        }

        queue.Done(await GetAsync());

        Assert.Equal(0, queue.ReadyCount);
    }

    [Fact]
    public void AddAfter_Twice_TheEarlierCounts()
    {
        queue.AddAfter("a", TimeSpan.FromMinutes(10), QueuePriority.Resync);
        queue.AddAfter("a", TimeSpan.FromSeconds(5), QueuePriority.Resync);
        queue.AddAfter("a", TimeSpan.FromMinutes(1), QueuePriority.Resync);

        time.Advance(TimeSpan.FromSeconds(5.1));

        Assert.Equal((1, 0), (queue.ReadyCount, queue.DelayedCount));
    }

    [Fact]
    public async Task AddAfter_WhileProcessing_CountsFromTheCall()
    {
        queue.Add("a", QueuePriority.Observation);
        var key = await GetAsync();
        queue.AddAfter(key, TimeSpan.FromSeconds(5), QueuePriority.Resync);
        time.Advance(TimeSpan.FromSeconds(4));
        queue.Done(key);
        Assert.Equal((0, 1), (queue.ReadyCount, queue.DelayedCount));

        time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal((1, 0), (queue.ReadyCount, queue.DelayedCount));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100_000)]
    [InlineData(10_000_000)]
    public void AddAfter_WeeksOrMillennia_NeitherFailsNorComesEarly(int days)
    {
        queue.AddAfter("a", TimeSpan.FromDays(days), QueuePriority.Resync);
        Assert.Equal((0, 1), (queue.ReadyCount, queue.DelayedCount));

        time.Advance(TimeSpan.FromDays(59.9));

        Assert.Equal(0, queue.ReadyCount);
    }

    [Fact]
    public void AddAfter_SixtyDays_ComesWhenTheyHavePassed()
    {
        queue.AddAfter("a", TimeSpan.FromDays(60), QueuePriority.Resync);

        time.Advance(TimeSpan.FromDays(60.1));

        Assert.Equal(1, queue.ReadyCount);
    }

    [Fact]
    public async Task AddRateLimited_AgainAndAgain_GrowsToTheMaximumAndNeverDropsTheKey()
    {
        queue.Add("a", QueuePriority.UserEdit);
        for (var failure = 1; failure <= 50; failure++)
        {
            var key = await GetAsync();
            var delay = queue.AddRateLimited(key, QueuePriority.Transition);
            queue.Done(key);
            var full = Math.Min(10 * Math.Pow(2, failure - 1), 300);
            Assert.InRange(delay.TotalSeconds, full / 2, full);
            Assert.Equal((0, 1), (queue.ReadyCount, queue.DelayedCount));

            time.Advance(delay + TimeSpan.FromMilliseconds(2));
            Assert.Equal(1, queue.ReadyCount);
        }
    }

    [Fact]
    public async Task Forget_AfterFailures_StartsTheBackoffAnew()
    {
        await FailAsync("a", times: 5);

        queue.Add("a", QueuePriority.UserEdit);
        var key = await GetAsync();
        queue.Forget(key);
        queue.Done(key);
        var delay = await FailAsync("a", times: 1);

        Assert.InRange(delay.TotalSeconds, 5, 10);
    }

    [Fact]
    public async Task Add_UserEditDuringBackoff_IsHandedOutAtOnce()
    {
        await FailAsync("a", times: 4);

        queue.Add("a", QueuePriority.UserEdit);

        Assert.Equal("a", await GetAsync());
    }

    /// <summary>The Secret, the workspace or the cluster that the object waited for is there now.</summary>
    [Theory]
    [InlineData(QueuePriority.Transition)]
    [InlineData(QueuePriority.Observation)]
    public async Task Add_WakeUpLongAfterTheFailure_EndsTheBackoff(QueuePriority priority)
    {
        await FailAsync("a", times: 6);
        time.Advance(TimeSpan.FromSeconds(20));

        queue.Add("a", priority);

        Assert.Equal("a", await GetAsync());
    }

    [Theory]
    [InlineData(QueuePriority.Transition)]
    [InlineData(QueuePriority.Observation)]
    public async Task Add_WakeUpRightAfterTheFailure_IsAnsweredAFewSecondsLater(QueuePriority priority)
    {
        await FailAsync("a", times: 6);

        queue.Add("a", priority);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal((0, 1), (queue.ReadyCount, queue.DelayedCount));
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(1, queue.ReadyCount);
    }

    /// <summary>Something near the object changes every second, and the workspace keeps refusing it.</summary>
    [Fact]
    public async Task Add_WakeUpsWithoutEnd_AreAnsweredEverMoreRarely()
    {
        var passes = 0;
        await FailAsync("a", times: 1);
        for (var second = 0; second < 3600; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            queue.Add("a", QueuePriority.Observation);
            if (queue.ReadyCount > 0)
            {
                var key = await GetAsync();
                queue.AddRateLimited(key, QueuePriority.Transition);
                queue.Done(key);
                passes++;
            }
        }

        Assert.InRange(passes, 12, 30);
    }

    [Fact]
    public async Task Add_WakeUpAfterASuccess_IsAsQuickAsTheFirst()
    {
        await FailAsync("a", times: 6);
        for (var round = 0; round < 6; round++)
        {
            time.Advance(TimeSpan.FromSeconds(200));
            queue.Add("a", QueuePriority.Observation);
            await FailAsync("a", times: 1);
        }

        queue.Add("a", QueuePriority.UserEdit);
        queue.Forget(await GetAsync());
        queue.AddRateLimited("a", QueuePriority.Transition, TimeSpan.FromMinutes(5));
        queue.Done("a");
        time.Advance(TimeSpan.FromSeconds(5.1));
        queue.Add("a", QueuePriority.Observation);

        Assert.Equal(1, queue.ReadyCount);
    }

    [Fact]
    public async Task Add_ResyncDuringBackoff_DoesNotEndIt()
    {
        var delay = await FailAsync("a", times: 4);

        queue.Add("a", QueuePriority.Resync);
        queue.AddAfter("a", TimeSpan.FromSeconds(1), QueuePriority.Resync);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((0, 1), (queue.ReadyCount, queue.DelayedCount));

        time.Advance(delay);
        Assert.Equal(1, queue.ReadyCount);
    }

    /// <summary>It may be the very change that the pass did not see yet.</summary>
    [Fact]
    public async Task Done_WakeUpDuringThePassThatFailed_IsNotLost()
    {
        await FailAsync("a", times: 6);
        queue.Add("a", QueuePriority.UserEdit);
        var key = await GetAsync();
        queue.Add(key, QueuePriority.Observation);
        queue.AddRateLimited(key, QueuePriority.Transition);
        queue.Done(key);

        time.Advance(TimeSpan.FromSeconds(5.1));

        Assert.Equal("a", await GetAsync());
    }

    [Fact]
    public async Task AddRateLimited_WithADelayOfItsOwn_GrowsFromItAndIsNeverShorter()
    {
        var first = TimeSpan.FromMinutes(2);
        foreach (var longest in new[] { 2, 4, 8, 8, 8 })
        {
            queue.Add("a", QueuePriority.UserEdit);
            var key = await GetAsync();
            var delay = queue.AddRateLimited(key, QueuePriority.Transition, first);
            queue.Done(key);

            Assert.InRange(delay.TotalMinutes, Math.Max(2, longest / 2.0), longest);
        }
    }

    [Fact]
    public async Task AddRateLimited_WhileAnEditWaits_TheEditGoesFirst()
    {
        queue.Add("a", QueuePriority.Resync);
        var key = await GetAsync();
        queue.Add(key, QueuePriority.UserEdit);
        queue.AddRateLimited(key, QueuePriority.Transition);
        queue.Done(key);

        Assert.Equal("a", await GetAsync());
    }

    [Fact]
    public async Task AddRateLimited_WhileAnObservationWaits_TheBackoffGoesFirst()
    {
        queue.Add("a", QueuePriority.Resync);
        var key = await GetAsync();
        queue.Add(key, QueuePriority.Observation);
        queue.AddRateLimited(key, QueuePriority.Transition);
        queue.Done(key);

        Assert.Equal((0, 1), (queue.ReadyCount, queue.DelayedCount));
    }

    [Fact]
    public async Task GetAsync_SeveralPriorities_HandsOutTheMostUrgentFirst()
    {
        queue.Add("resync", QueuePriority.Resync);
        queue.Add("observation", QueuePriority.Observation);
        queue.Add("transition", QueuePriority.Transition);
        queue.Add("edit", QueuePriority.UserEdit);

        string[] order = [await GetAsync(), await GetAsync(), await GetAsync(), await GetAsync()];

        Assert.Equal(["edit", "transition", "observation", "resync"], order);
    }

    [Fact]
    public async Task Add_ReadyKeyWithMoreUrgency_MovesItForward()
    {
        queue.Add("first", QueuePriority.Observation);
        queue.Add("second", QueuePriority.Observation);
        queue.Add("second", QueuePriority.UserEdit);
        queue.Add("second", QueuePriority.Resync);

        Assert.Equal(["second", "first"], new[] { await GetAsync(), await GetAsync() });
    }

    [Fact]
    public async Task GetAsync_EndlessEdits_StillReachesTheResync()
    {
        queue.Add("resync", QueuePriority.Resync);

        for (var round = 1; round <= 8; round++)
        {
            queue.Add($"edit-{round}", QueuePriority.UserEdit);
            if (await GetAsync() == "resync")
            {
                return;
            }
        }

        Assert.Fail("eight edits went first, so a busy namespace would starve the resync");
    }

    [Fact]
    public async Task GetAsync_Cancelled_LosesNoKey()
    {
        using var stop = new CancellationTokenSource();
        var waiting = queue.GetAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        queue.Add("a", QueuePriority.UserEdit);

        Assert.Equal("a", await GetAsync());
    }

    [Fact]
    public async Task AddAfter_ManyLongWaitsEndedEarly_DoesNotPileUp()
    {
        for (var round = 0; round < 10_000; round++)
        {
            queue.AddAfter("a", TimeSpan.FromDays(1), QueuePriority.Resync);
            queue.Add("a", QueuePriority.UserEdit);
            queue.Done(await GetAsync());
        }

        Assert.InRange(queue.TicketCount, 0, 200);
    }

    private async Task<string> GetAsync()
    {
        Assert.True(queue.ReadyCount > 0, "no key is ready");
        return await queue.GetAsync(TestContext.Current.CancellationToken);
    }

    private async Task<TimeSpan> FailAsync(string name, int times)
    {
        var delay = TimeSpan.Zero;
        for (var failure = 0; failure < times; failure++)
        {
            queue.Add(name, QueuePriority.UserEdit);
            var key = await GetAsync();
            delay = queue.AddRateLimited(key, QueuePriority.Transition);
            queue.Done(key);
        }

        return delay;
    }
}
