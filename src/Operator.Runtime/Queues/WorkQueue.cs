namespace Operator.Runtime.Queues;

/// <summary>
/// Keys that need work. Each key is in it at most once and is handed to one worker at a time; a key added meanwhile is handed out again
/// afterwards. Delays, failures and priorities belong to the key, and no key is ever dropped.
/// </summary>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private const int FairnessInterval = 8;

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, WorkQueueEntry<TKey>> entries = [];
    private readonly Queue<WorkQueueTicket<TKey>>[] ready = [new(), new(), new(), new()];
    private readonly WorkQueueDelays<TKey> delayed;
    private readonly SemaphoreSlim available = new(0);
    private readonly TimeProvider time;
    private readonly Backoff backoff;
    private int handedOut;
    private bool disposed;

    public WorkQueue(TimeProvider time, Backoff backoff)
    {
        this.time = time;
        this.backoff = backoff;
        delayed = new WorkQueueDelays<TKey>(time, Promote);
    }

    /// <summary>Keys that could be handed out right now.</summary>
    public int ReadyCount => CountOf(state => state == WorkQueueState.Ready);

    /// <summary>Keys that wait for their time.</summary>
    public int DelayedCount => CountOf(state => state == WorkQueueState.Delayed);

    /// <summary>Keys that a worker has or could have right now.</summary>
    internal int ActiveCount => CountOf(state => state is WorkQueueState.Ready or WorkQueueState.Processing);

    /// <summary>Queued places, stale ones included: must not grow with the number of calls.</summary>
    internal int TicketCount
    {
        get
        {
            lock (gate)
            {
                return delayed.Count + ready.Sum(queue => queue.Count);
            }
        }
    }

    /// <summary>Asks for the key to be handed out as soon as possible.</summary>
    public void Add(TKey key, QueuePriority priority) => AddAfter(key, TimeSpan.Zero, priority);

    /// <summary>
    /// Asks for the key to be handed out after a while; the earliest of several wishes counts. Only a user's edit ends a backoff
    /// early: otherwise whoever touches an object often would make us hammer a workspace that keeps refusing it.
    /// </summary>
    public void AddAfter(TKey key, TimeSpan delay, QueuePriority priority)
    {
        lock (gate)
        {
            var entry = EntryOf(key);
            var backsOff = entry.State == WorkQueueState.Delayed && entry.Failures > 0;
            if (!backsOff || priority == QueuePriority.UserEdit)
            {
                Schedule(entry, new WorkQueueWish(priority, Due(delay)));
            }
        }
    }

    /// <summary>Asks for the key after its backoff, which grows with each call until <see cref="Forget"/>. Returns the delay.</summary>
    public TimeSpan AddRateLimited(TKey key, QueuePriority priority)
    {
        lock (gate)
        {
            var entry = EntryOf(key);
            entry.Failures++;
            var delay = backoff.Delay(entry.Failures);
            var retry = new WorkQueueWish(priority, Due(delay));
            if (entry.State == WorkQueueState.Processing)
            {
                entry.Retry = retry;
            }
            else
            {
                Schedule(entry, retry);
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
                entry.Failures = 0;
                DropIfUnused(entry);
            }
        }
    }

    /// <summary>The next key, by priority; every eighth time the lowest priority that waits, so that none starves. Call <see cref="Done"/> afterwards.</summary>
    public async ValueTask<TKey> GetAsync(CancellationToken cancellationToken)
    {
        await available.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            var fromLowest = ++handedOut % FairnessInterval == 0;
            var entry = Take(fromLowest);
            entry.State = WorkQueueState.Processing;
            entry.Version++;
            return entry.Key;
        }
    }

    /// <summary>The worker has finished with the key; wishes that came in meanwhile take effect now.</summary>
    public void Done(TKey key)
    {
        lock (gate)
        {
            var entry = entries[key];
            entry.State = WorkQueueState.Idle;
            var next = entry.Wish is { Priority: QueuePriority.UserEdit } edit ? edit : entry.Retry ?? entry.Wish;
            (entry.Wish, entry.Retry) = (null, null);
            if (next is { } wish)
            {
                Schedule(entry, wish);
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

    private WorkQueueEntry<TKey> EntryOf(TKey key)
    {
        if (!entries.TryGetValue(key, out var entry))
        {
            entries[key] = entry = new WorkQueueEntry<TKey>(key);
        }

        return entry;
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
                entry.Priority = wish.Priority;
                ready[(int)wish.Priority].Enqueue(entry.NewTicket());
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
        entry.Priority = priority;
        ready[(int)priority].Enqueue(entry.NewTicket());
        available.Release();
    }

    private WorkQueueEntry<TKey> Take(bool fromLowest)
    {
        for (var step = 0; step < ready.Length; step++)
        {
            var queue = ready[fromLowest ? ready.Length - 1 - step : step];
            while (queue.TryDequeue(out var ticket))
            {
                // A ticket whose version has passed belongs to a key that was promoted or handed out since.
                if (ticket.IsValid)
                {
                    return ticket.Entry;
                }
            }
        }

        throw new InvalidOperationException("The queue handed out more keys than were ready.");
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
    private long Due(TimeSpan delay) => time.GetTimestamp() + (long)Math.Clamp(delay.TotalSeconds * time.TimestampFrequency, 0, long.MaxValue / 2);

    private int CountOf(Func<WorkQueueState, bool> isWanted)
    {
        lock (gate)
        {
            return entries.Values.Count(entry => isWanted(entry.State));
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
