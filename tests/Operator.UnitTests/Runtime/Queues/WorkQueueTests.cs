using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Queues;

namespace Operator.UnitTests.Runtime.Queues;

/// <summary>Which key is handed out when.</summary>
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
    public async Task Load_OfKeysInEveryState_CountsThemAndTellsHowLongTheOldestHasBeenReady()
    {
        queue.Add("a", QueuePriority.Observation);
        await GetAsync();
        queue.AddAfter("b", TimeSpan.FromSeconds(10), QueuePriority.Observation);
        time.Advance(TimeSpan.FromSeconds(10));
        queue.AddAfter("c", TimeSpan.FromMinutes(1), QueuePriority.Resync);
        time.Advance(TimeSpan.FromSeconds(5));
        queue.Add("d", QueuePriority.UserEdit);
        time.Advance(TimeSpan.FromSeconds(2));

        // Not since it was asked for: until its time has come no worker owes it anything.
        Assert.Equal(new WorkQueueLoad(Ready: 2, Delayed: 1, Processing: 1, TimeSpan.FromSeconds(7)), queue.Load);
    }

    [Fact]
    public void Load_WithoutAnythingReady_HasNoAge()
    {
        queue.AddAfter("a", TimeSpan.FromMinutes(1), QueuePriority.Observation);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(new WorkQueueLoad(0, 1, 0, TimeSpan.Zero), queue.Load);
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
}
