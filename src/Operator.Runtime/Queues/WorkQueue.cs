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
    private readonly PriorityQueue<WorkQueueTicket<TKey>, long> delayed = new();
    private readonly SemaphoreSlim available = new(0);
    private readonly TimeProvider time;
    private readonly Backoff backoff;
    private readonly ITimer timer;
    private int handedOut;
    private bool disposed;

    public WorkQueue(TimeProvider time, Backoff backoff)
    {
        this.time = time;
        this.backoff = backoff;
        timer = time.CreateTimer(static queue => ((WorkQueue<TKey>)queue!).Promote(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keys that could be handed out right now.</summary>
    public int ReadyCount
    {
        get
        {
            lock (gate)
            {
                return entries.Values.Count(entry => entry.State == WorkQueueState.Ready);
            }
        }
    }

    /// <summary>Keys that wait for their time.</summary>
    public int DelayedCount
    {
        get
        {
            lock (gate)
            {
                return entries.Values.Count(entry => entry.State == WorkQueueState.Delayed);
            }
        }
    }

    /// <summary>
    /// Asks for the key to be handed out as soon as possible. Only a user's edit ends a backoff early: otherwise whoever touches
    /// an object often would make us hammer a workspace that keeps refusing it.
    /// </summary>
    public void Add(TKey key, QueuePriority priority)
    {
        lock (gate)
        {
            var entry = EntryOf(key);
            if (entry.State != WorkQueueState.Delayed || entry.Failures == 0 || priority == QueuePriority.UserEdit)
            {
                Schedule(entry, priority, due: null);
            }
        }
    }

    /// <summary>Asks for the key to be handed out after a while; the earliest of several wishes counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay, QueuePriority priority)
    {
        lock (gate)
        {
            Schedule(EntryOf(key), priority, delay <= TimeSpan.Zero ? null : Due(delay));
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
            if (entry.State == WorkQueueState.Processing)
            {
                entry.Retry = new WorkQueueWish(priority, Due(delay));
            }
            else
            {
                Schedule(entry, priority, Due(delay));
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
                Schedule(entry, wish.Priority, wish.Due);
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

        timer.Dispose();
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

    private void Schedule(WorkQueueEntry<TKey> entry, QueuePriority priority, long? due)
    {
        switch (entry.State)
        {
            case WorkQueueState.Processing:
                entry.Wish = WorkQueueWish.Earlier(entry.Wish, new WorkQueueWish(priority, due));
                break;
            case WorkQueueState.Ready when due is null && priority < entry.Priority:
                entry.Priority = priority;
                ready[(int)priority].Enqueue(entry.NewTicket());
                break;
            case WorkQueueState.Idle or WorkQueueState.Delayed when due is null:
                MakeReady(entry, priority);
                break;
            case WorkQueueState.Idle:
            case WorkQueueState.Delayed when due < entry.Due:
                entry.State = WorkQueueState.Delayed;
                entry.Priority = priority;
                entry.Due = due!.Value;
                delayed.Enqueue(entry.NewTicket(), entry.Due);
                SetTimer();
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

            var now = time.GetTimestamp();
            while (delayed.TryPeek(out var ticket, out var due) && (!ticket.IsValid || due <= now))
            {
                delayed.Dequeue();
                if (ticket.IsValid)
                {
                    MakeReady(ticket.Entry, ticket.Entry.Priority);
                }
            }

            SetTimer();
        }
    }

    private void SetTimer()
    {
        if (delayed.TryPeek(out _, out var due))
        {
            var wait = time.GetElapsedTime(time.GetTimestamp(), due);
            // Timers fire a hair early on some systems; a millisecond more saves a second round.
            timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private long Due(TimeSpan delay) => time.GetTimestamp() + (long)(delay.TotalSeconds * time.TimestampFrequency);

    private void DropIfUnused(WorkQueueEntry<TKey> entry)
    {
        if (entry.State == WorkQueueState.Idle && entry.Failures == 0)
        {
            entries.Remove(entry.Key);
        }
    }
}
