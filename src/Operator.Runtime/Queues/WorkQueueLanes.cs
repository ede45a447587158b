namespace Operator.Runtime.Queues;

/// <summary>The keys that could be handed out right now, one line for each priority. Used under the queue's lock only.</summary>
internal sealed class WorkQueueLanes<TKey>
{
    private const int FairnessInterval = 8;

    private readonly Queue<WorkQueueTicket<TKey>>[] lanes = [.. Enum.GetValues<QueuePriority>().Select(_ => new Queue<WorkQueueTicket<TKey>>())];
    private int taken;

    /// <summary>Stale tickets included.</summary>
    public int Count => lanes.Sum(lane => lane.Count);

    public void Add(WorkQueueEntry<TKey> entry, QueuePriority priority)
    {
        entry.Priority = priority;
        lanes[(int)priority].Enqueue(entry.NewTicket());
    }

    /// <summary>The next one by priority; every eighth time the lowest priority that waits, so that none starves.</summary>
    public WorkQueueEntry<TKey> Take()
    {
        var fromLowest = ++taken % FairnessInterval == 0;
        for (var step = 0; step < lanes.Length; step++)
        {
            var lane = lanes[fromLowest ? lanes.Length - 1 - step : step];
            while (lane.TryDequeue(out var ticket))
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
}
