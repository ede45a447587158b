using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Queues;

namespace Operator.UnitTests.Runtime.Queues;

public sealed class WorkQueueModelTests
{
    private const int Keys = 5;

    [Fact]
    public async Task AnyOperations_InAnyOrder_EndAsTheModelSays()
    {
        for (var seed = 0; seed < 1500; seed++)
        {
            var trace = new List<string>();
            try
            {
                await WalkAsync(new Random(seed), trace);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}: {exception.Message}\n{string.Join('\n', trace.TakeLast(25))}");
            }
        }
    }

    /// <summary>Real threads: what the model cannot show is two workers on one key, or an add that falls between Get and Done.</summary>
    [Fact]
    public async Task ManyWorkers_ManyProducers_NeverShareAKeyAndLoseNoAdd()
    {
        using var queue = new WorkQueue<int>(TimeProvider.System, new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var wanted = new int[Keys];
        var seen = new int[Keys];
        var held = new ConcurrentDictionary<int, byte>();
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var producing = 4;
        var shared = 0;
        var workers = Enumerable.Range(0, 4).Select(worker => Task.Run(WorkAsync, CancellationToken.None)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(producer => Task.Run(() => Produce(new Random(producer)), CancellationToken.None)));

        queue.Add(0, QueuePriority.Resync);
        await settled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        Assert.Equal(0, shared);

        void Produce(Random random)
        {
            for (var round = 0; round < 20_000; round++)
            {
                var key = random.Next(Keys);
                Interlocked.Increment(ref wanted[key]);
                queue.AddAfter(key, TimeSpan.FromMilliseconds(random.Next(3) - 1), (QueuePriority)random.Next(6));
            }

            Interlocked.Decrement(ref producing);
        }

        async Task WorkAsync()
        {
            try
            {
                while (true)
                {
                    await WorkOnceAsync(await queue.GetAsync(stop.Token));
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        async Task WorkOnceAsync(int key)
        {
            if (!held.TryAdd(key, 0))
            {
                Interlocked.Increment(ref shared);
            }

            // Like a pass, it sees everything that was asked for before it began.
            Volatile.Write(ref seen[key], Volatile.Read(ref wanted[key]));
            await Task.Yield();
            held.TryRemove(key, out _);
            queue.Done(key);
            if (Volatile.Read(ref producing) == 0 && seen.SequenceEqual(wanted))
            {
                settled.TrySetResult();
            }
        }
    }

    private static async Task WalkAsync(Random random, List<string> trace)
    {
        var time = new FakeTimeProvider();
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(3000)) { WakeUp = TimeSpan.FromMilliseconds(50) };
        using var queue = new WorkQueue<int>(time, backoff);
        var model = new WorkQueueModel(backoff.WakeUp.Ticks, backoff.Maximum.Ticks);
        for (var step = 0; step < 150; step++)
        {
            await StepAsync(random, trace, time, queue, model);
            Assert.Equal(model.ReadyCount, queue.ReadyCount);
            Assert.Equal(model.WaitingCount, queue.ReadyCount + queue.DelayedCount);
        }

        await DrainAsync(time, queue, model, trace);
    }

    private static async Task StepAsync(Random random, List<string> trace, FakeTimeProvider time, WorkQueue<int> queue, WorkQueueModel model)
    {
        var (key, priority, kind) = (random.Next(Keys), (QueuePriority)random.Next(6), random.Next(10));
        switch (kind)
        {
            case 0 or 1:
                trace.Add($"Add {key} {priority}");
                queue.Add(key, priority);
                model.Add(key, 0, priority);
                break;
            case 2 or 3:
                var delay = (random.Next(8) - 1) * 100;
                trace.Add($"AddAfter {key} {delay} {priority}");
                queue.AddAfter(key, TimeSpan.FromMilliseconds(delay), priority);
                model.Add(key, Ticks(delay), priority);
                break;
            case 4 or 5 when queue.ReadyCount > 0:
                var taken = await queue.GetAsync(TestContext.Current.CancellationToken);
                trace.Add($"Get -> {taken}");
                model.HandedOut(taken);
                break;
            case 6 or 7 or 8 when model.Processing.Any():
                EndOne(kind, random, trace, queue, model);
                break;
            case 9:
                Advance(random.Next(1, 6) * 97, time, model, trace);
                break;
        }
    }

    private static void EndOne(int kind, Random random, List<string> trace, WorkQueue<int> queue, WorkQueueModel model)
    {
        var processing = model.Processing.ToList();
        switch (kind)
        {
            case 6:
                trace.Add($"Fail {processing[0]}");
                model.Fail(processing[0], queue.AddRateLimited(processing[0], QueuePriority.Transition).Ticks);
                break;
            case 7:
                trace.Add($"Forget {processing[0]}");
                queue.Forget(processing[0]);
                model.Forget(processing[0]);
                break;
            default:
                var done = processing[random.Next(processing.Count)];
                trace.Add($"Done {done}");
                queue.Done(done);
                model.Done(done);
                break;
        }
    }

    /// <summary>No key is ever dropped: with time, everything that waits is handed out.</summary>
    private static async Task DrainAsync(FakeTimeProvider time, WorkQueue<int> queue, WorkQueueModel model, List<string> trace)
    {
        foreach (var key in model.Processing.ToList())
        {
            queue.Done(key);
            model.Done(key);
        }

        Advance(10_000, time, model, trace);
        for (var waiting = model.WaitingCount; waiting > 0; waiting--)
        {
            Assert.True(queue.ReadyCount > 0, $"{waiting} keys were dropped");
            var key = await queue.GetAsync(TestContext.Current.CancellationToken);
            model.HandedOut(key);
            queue.Done(key);
            model.Done(key);
        }

        Assert.Equal((0, 0), (queue.ReadyCount, queue.DelayedCount));
    }

    /// <summary>Whole milliseconds, as the queue's timer has no finer ones.</summary>
    private static void Advance(int milliseconds, FakeTimeProvider time, WorkQueueModel model, List<string> trace)
    {
        trace.Add($"Advance {milliseconds}");
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        model.Now += Ticks(milliseconds);
    }

    private static long Ticks(int milliseconds) => milliseconds * TimeSpan.TicksPerMillisecond;
}
