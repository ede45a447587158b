namespace Operator.Runtime.Queues;

/// <summary>
/// Keys that need work. Each key is in it at most once and is handed to one worker at a time; a key added while it is being worked on is handed out again
/// afterwards. Delays, failures and priorities belong to the key, and no key is ever dropped.
/// </summary>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, WorkQueueEntry<TKey>> entries = [];
    private readonly WorkQueueLanes<TKey> ready = new();
    private readonly WorkQueueDelays<TKey> delayed;
    private readonly SemaphoreSlim available = new(0);
    private readonly TimeProvider time;
    private readonly Backoff backoff;
    private bool disposed;

    public WorkQueue(TimeProvider time, Backoff backoff)
    {
        this.time = time;
        this.backoff = backoff;
        delayed = new WorkQueueDelays<TKey>(time, Promote);
    }

    public WorkQueueLoad Load => Locked(() => WorkQueueLoad.Of(entries.Values, time));

    /// <summary>Keys that could be handed out right now.</summary>
    public int ReadyCount => Load.Ready;

    /// <summary>Keys that wait for their time.</summary>
    public int DelayedCount => Load.Delayed;

    /// <summary>Keys that a worker has or could have right now.</summary>
    internal int ActiveCount => Locked(() => entries.Values.Count(entry => entry.State is WorkQueueState.Ready or WorkQueueState.Processing));

    /// <summary>Keys of which anything is remembered.</summary>
    internal int KeyCount => Locked(() => entries.Count);

    /// <summary>Queued places, stale ones included: must not grow with the number of calls.</summary>
    internal int TicketCount => Locked(() => delayed.Count + ready.Count);

    /// <summary>Asks for the key to be handed out as soon as possible.</summary>
    public void Add(TKey key, QueuePriority priority) => AddAfter(key, TimeSpan.Zero, priority);

    /// <summary>
    /// Asks for the key to be handed out after a while; the earliest of several wishes counts. Only what a user did ends a backoff at
    /// once. A change elsewhere, which the key may have waited for, shortens it to seconds the first time and by ever less while the key
    /// keeps failing: a workspace that refuses an object is not asked again as often as things happen. The regular look waits.
    /// </summary>
    public void AddAfter(TKey key, TimeSpan delay, QueuePriority priority)
    {
        lock (gate)
        {
            Ask(EntryOf(key), new WorkQueueWish(priority, Due(delay)));
        }
    }

    /// <summary>Asks for the key after its backoff, which grows with each call until <see cref="Forget"/>. Returns the delay.</summary>
    /// <param name="key">The key.</param>
    /// <param name="priority">How urgent it is then.</param>
    /// <param name="first">The delay to grow from; null for the shortest.</param>
    public TimeSpan AddRateLimited(TKey key, QueuePriority priority, TimeSpan? first = null)
    {
        lock (gate)
        {
            var entry = EntryOf(key);
            entry.Failures++;
            entry.FailedAt = time.GetTimestamp();
            var delay = first is { } own ? backoff.Delay(own, entry.Failures) : backoff.Delay(entry.Failures);
            var retry = new WorkQueueWish(priority, Due(delay));
            if (entry.State == WorkQueueState.Processing)
            {
                entry.Retry = retry;
            }
            else
            {
                BackOff(entry, retry);
            }

            return delay;
        }
    }

    /// <summary>The key succeeded: its next failure starts with the shortest backoff again.</summary>
    public void Forget(TKey key)
    {
        lock (gate)
        {
            if (entries.TryGetValue(key, out var entry))
            {
                (entry.Failures, entry.WakeUps) = (0, 0);
                DropIfUnused(entry);
            }
        }
    }

    /// <summary>
    /// The next key, by priority; every eighth time the lowest priority that waits, so that none starves. Call <see cref="Done"/> afterwards.
    /// </summary>
    public async ValueTask<TKey> GetAsync(CancellationToken cancellationToken)
    {
        await available.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            var entry = ready.Take();
            entry.State = WorkQueueState.Processing;
            entry.Version++;
            return entry.Key;
        }
    }

    /// <summary>The worker has finished with the key; what was added since then takes effect now.</summary>
    public void Done(TKey key)
    {
        lock (gate)
        {
            var entry = entries[key];
            entry.State = WorkQueueState.Idle;
            var (wish, retry) = (entry.Wish, entry.Retry);
            (entry.Wish, entry.Retry) = (null, null);
            if (retry is { } after && wish?.Priority.IsOfUser() != true)
            {
                BackOff(entry, after);
            }

            if (wish is { } wanted)
            {
                Ask(entry, wanted);
            }

            DropIfUnused(entry);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
        }

        delayed.Dispose();
        available.Dispose();
    }

    private WorkQueueEntry<TKey> EntryOf(TKey key) => entries.TryGetValue(key, out var entry) ? entry : entries[key] = new WorkQueueEntry<TKey>(key);

    private void BackOff(WorkQueueEntry<TKey> entry, WorkQueueWish retry)
    {
        Schedule(entry, retry);
        entry.BacksOff = entry.State == WorkQueueState.Delayed;
    }

    private void Ask(WorkQueueEntry<TKey> entry, WorkQueueWish wish)
    {
        if (entry.BacksOff && !wish.Priority.IsOfUser())
        {
            WakeUp(entry, wish);
        }
        else
        {
            Schedule(entry, wish);
        }
    }

    private void WakeUp(WorkQueueEntry<TKey> entry, WorkQueueWish wish)
    {
        var earliest = Math.Max(wish.Due, entry.FailedAt + Ticks(backoff.WakeUpDelay(entry.WakeUps)));
        if (wish.Priority != QueuePriority.Resync && earliest < entry.Due)
        {
            entry.WakeUps++;
            Schedule(entry, wish with { Due = earliest });
        }
    }

    private void Schedule(WorkQueueEntry<TKey> entry, WorkQueueWish wish)
    {
        var now = time.GetTimestamp();
        switch (entry.State)
        {
            case WorkQueueState.Processing:
                entry.Wish = WorkQueueWish.Better(entry.Wish, wish, now);
                break;
            case WorkQueueState.Ready when wish.Due <= now && wish.Priority < entry.Priority:
                ready.Add(entry, wish.Priority);
                break;
            case WorkQueueState.Idle or WorkQueueState.Delayed when wish.Due <= now:
                MakeReady(entry, wish.Priority);
                break;
            case WorkQueueState.Idle:
            case WorkQueueState.Delayed when wish.Due < entry.Due:
                entry.State = WorkQueueState.Delayed;
                entry.Priority = wish.Priority;
                entry.Due = wish.Due;
                delayed.Add(entry, entries.Count);
                break;
        }
    }

    private void MakeReady(WorkQueueEntry<TKey> entry, QueuePriority priority)
    {
        entry.State = WorkQueueState.Ready;
        entry.ReadySince = time.GetTimestamp();
        entry.BacksOff = false;
        ready.Add(entry, priority);
        available.Release();
    }

    /// <summary>The timer's work: moves every key whose time has come.</summary>
    private void Promote()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            foreach (var entry in delayed.TakeDue())
            {
                MakeReady(entry, entry.Priority);
            }
        }
    }

    /// <summary>The timestamp that far ahead, without overflowing for waits that mean "never".</summary>
    private long Due(TimeSpan delay) => time.GetTimestamp() + Ticks(delay);

    private long Ticks(TimeSpan delay) => (long)Math.Clamp(delay.TotalSeconds * time.TimestampFrequency, 0, long.MaxValue / 2);

    private T Locked<T>(Func<T> read)
    {
        lock (gate)
        {
            return read();
        }
    }

    private void DropIfUnused(WorkQueueEntry<TKey> entry)
    {
        if (entry.State == WorkQueueState.Idle && entry.Failures == 0)
        {
            entries.Remove(entry.Key);
        }
    }
}
