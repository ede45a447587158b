using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Queues;

namespace Operator.UnitTests.Runtime.Queues;

/// <summary>How often a key comes back whose passes fail.</summary>
public sealed class WorkQueueBackoffTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly WorkQueue<string> queue;

    public WorkQueueBackoffTests() => queue = new WorkQueue<string>(time, new Backoff(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)));

    public void Dispose() => queue.Dispose();

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

    [Theory]
    [InlineData(QueuePriority.UserEdit)]
    [InlineData(QueuePriority.Deletion)]
    [InlineData(QueuePriority.Creation)]
    public async Task Add_WhatAUserDidDuringBackoff_IsHandedOutAtOnce(QueuePriority priority)
    {
        await FailAsync("a", times: 4);

        queue.Add("a", priority);

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
