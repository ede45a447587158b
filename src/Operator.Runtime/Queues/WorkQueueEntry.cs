namespace Operator.Runtime.Queues;

internal enum WorkQueueState
{
    Idle,
    Delayed,
    Ready,
    Processing,
}

/// <summary>One key's place in the queue.</summary>
internal sealed class WorkQueueEntry<TKey>(TKey key)
{
    public TKey Key { get; } = key;

    public WorkQueueState State { get; set; }

    public QueuePriority Priority { get; set; }

    /// <summary>Timestamp of the clock; meaningful while Delayed.</summary>
    public long Due { get; set; }

    /// <summary>Timestamp of the clock; meaningful while Ready.</summary>
    public long ReadySince { get; set; }

    /// <summary>Moves whenever the entry's tickets lose their meaning.</summary>
    public int Version { get; set; }

    public int Failures { get; set; }

    /// <summary>Waits because it failed, and not because its time has not come.</summary>
    public bool BacksOff { get; set; }

    /// <summary>When it last failed, as a timestamp of the clock.</summary>
    public long FailedAt { get; set; }

    /// <summary>How often since its last success something else ended its backoff early.</summary>
    public int WakeUps { get; set; }

    /// <summary>What was asked for while a worker had the key.</summary>
    public WorkQueueWish? Wish { get; set; }

    /// <summary>The backoff the worker itself asked for; only what a user did goes before it.</summary>
    public WorkQueueWish? Retry { get; set; }

    public WorkQueueTicket<TKey> NewTicket() => new(this, ++Version);
}

/// <summary>An entry as it was when it was put into a queue: cheaper than searching the queue when the entry moves on.</summary>
internal readonly record struct WorkQueueTicket<TKey>(WorkQueueEntry<TKey> Entry, int Version)
{
    public bool IsValid => Entry.Version == Version;
}

/// <summary>When a key is wanted, as a timestamp of the clock, and how urgently.</summary>
internal readonly record struct WorkQueueWish(QueuePriority Priority, long Due)
{
    /// <summary>The earlier one; of two that are due, the more urgent.</summary>
    public static WorkQueueWish Better(WorkQueueWish? current, WorkQueueWish added, long now)
    {
        if (current is not { } old)
        {
            return added;
        }

        if (old.Due <= now && added.Due <= now)
        {
            return old.Priority <= added.Priority ? old : added;
        }

        return old.Due <= added.Due ? old : added;
    }
}
