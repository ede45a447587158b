namespace Operator.Runtime.Queues;

/// <summary>The keys that wait for their time, and the one timer that wakes for the earliest. Used under the queue's lock only.</summary>
internal sealed class WorkQueueDelays<TKey>(TimeProvider time, Action onDue) : IDisposable
{
    private const int ToleratedStaleTickets = 100;

    /// <summary>Timers end at 49 days; waking once a day costs nothing.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly PriorityQueue<WorkQueueTicket<TKey>, long> tickets = new();
    private readonly ITimer timer = time.CreateTimer(static onDue => ((Action)onDue!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Stale tickets included.</summary>
    public int Count => tickets.Count;

    public void Add(WorkQueueEntry<TKey> entry, int keys)
    {
        tickets.Enqueue(entry.NewTicket(), entry.Due);
        if (tickets.Count > ToleratedStaleTickets + (2 * keys))
        {
            DropStale();
        }

        SetTimer();
    }

    /// <summary>Takes out everything whose time has come.</summary>
    public IEnumerable<WorkQueueEntry<TKey>> TakeDue()
    {
        var now = time.GetTimestamp();
        while (tickets.TryPeek(out var ticket, out var due) && (!ticket.IsValid || due <= now))
        {
            tickets.Dequeue();
            if (ticket.IsValid)
            {
                yield return ticket.Entry;
            }
        }

        SetTimer();
    }

    public void Dispose() => timer.Dispose();

    /// <summary>A key that is edited long before its time leaves a ticket behind; without this they would stay until that time.</summary>
    private void DropStale()
    {
        var valid = tickets.UnorderedItems.Where(item => item.Element.IsValid).ToList();
        tickets.Clear();
        tickets.EnqueueRange(valid);
    }

    private void SetTimer()
    {
        if (tickets.TryPeek(out _, out var due))
        {
            // Rounded up, because timers know whole milliseconds only and an early one would find nothing due.
            var wait = Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), due).TotalMilliseconds);
            timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(wait, 0, LongestTimer.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }
}
