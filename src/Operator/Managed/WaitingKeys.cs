using Operator.Runtime.Client;
using Operator.Runtime.Queues;

namespace Operator.Managed;

/// <summary>Objects that wait for a pass, the most urgent first, and among equals the one that came first.</summary>
internal sealed class WaitingKeys
{
    private readonly PriorityQueue<ObjectKey, (QueuePriority, long)> places = new();
    private readonly Dictionary<ObjectKey, QueuePriority> priorities = [];

    public int Count => priorities.Count;

    public bool Contains(ObjectKey key) => priorities.ContainsKey(key);

    /// <summary>The better of two places counts: an edit does not wait behind the looks that were asked for before it.</summary>
    public void Add(ObjectKey key, QueuePriority priority, long order)
    {
        if (!priorities.TryGetValue(key, out var before) || priority < before)
        {
            priorities[key] = priority;
            places.Enqueue(key, (priority, order));
        }
    }

    public void Remove(ObjectKey key) => priorities.Remove(key);

    public bool TryTake(out (ObjectKey Key, QueuePriority Priority) next)
    {
        while (places.TryDequeue(out var key, out var place))
        {
            // Any other place of the key was given up for a better one, or because it no longer waits.
            if (priorities.TryGetValue(key, out var priority) && priority == place.Item1)
            {
                priorities.Remove(key);
                next = (key, priority);
                return true;
            }
        }

        next = default;
        return false;
    }
}
