using k8s;
using k8s.Models;
using Operator.Databricks;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;

namespace Operator.Controllers;

/// <summary>
/// Keeps a workspace that hangs from taking every worker: each may have as many passes under way as workers are free of any. One
/// workspace alone gets half of the workers, a second half of the rest, and something is always left for the next.
/// </summary>
internal sealed class WorkspaceTurns<TEntity>(int workers, EntityQueue<TEntity> queue)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock gate = new();
    private readonly Dictionary<WorkspaceClient, Lane> lanes = [];
    private long sequence;
    private int taken;

    /// <summary>Null when it is not this object's turn; it is put back into the queue when it is. Without a workspace there is nothing to wait for.</summary>
    public IDisposable? TryEnter(WorkspaceClient? client, ObjectKey key, QueuePriority priority)
    {
        if (client is null)
        {
            return Turn.Free;
        }

        lock (gate)
        {
            if (!lanes.TryGetValue(client, out var lane))
            {
                lanes[client] = lane = new Lane();
            }

            if (!MayEnter(lane))
            {
                lane.Park(key, priority, sequence++);
                return null;
            }

            lane.Taken++;
            taken++;
            return new Turn(() => Leave(lane));
        }
    }

    private bool MayEnter(Lane lane) => lane.Taken < workers - taken;

    private void Leave(Lane lane)
    {
        List<(ObjectKey Key, QueuePriority Priority)> called = [];
        lock (gate)
        {
            lane.Taken--;
            taken--;
            // A free worker is room for one more in every lane.
            foreach (var waiting in lanes.Values.Where(MayEnter))
            {
                if (waiting.TryCall(out var next))
                {
                    called.Add(next);
                }
            }

            foreach (var (client, _) in lanes.Where(pair => pair.Value.IsEmpty).ToList())
            {
                lanes.Remove(client);
            }
        }

        called.ForEach(next => queue(next.Key, next.Priority, TimeSpan.Zero));
    }

    /// <summary>The passes of one workspace, and who waits for one.</summary>
    private sealed class Lane
    {
        private readonly PriorityQueue<ObjectKey, (QueuePriority, long)> waiting = new();
        private readonly HashSet<ObjectKey> keys = [];

        public int Taken { get; set; }

        public bool IsEmpty => Taken == 0 && keys.Count == 0;

        public void Park(ObjectKey key, QueuePriority priority, long order)
        {
            if (keys.Add(key))
            {
                waiting.Enqueue(key, (priority, order));
            }
        }

        public bool TryCall(out (ObjectKey Key, QueuePriority Priority) next)
        {
            if (!waiting.TryDequeue(out var key, out var place))
            {
                next = default;
                return false;
            }

            keys.Remove(key);
            next = (key, place.Item1);
            return true;
        }
    }

    private sealed class Turn(Action? leave) : IDisposable
    {
        public static readonly Turn Free = new(null);

        private Action? leave = leave;

        public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
    }
}
