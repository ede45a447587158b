using k8s;
using k8s.Models;
using Operator.Databricks;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;

namespace Operator.Managed;

/// <summary>
/// Keeps a workspace that hangs from taking every worker: each may have as many passes under way as workers are free of any. One
/// workspace alone gets half of the workers, a second half of the rest. The last quarter is for those that have none under way, and all workspaces that are
/// known to leave calls without an answer share as many workers: however many hang, the others go on.
/// </summary>
internal sealed class WorkspaceConcurrencyLimiter<TEntity>(int workers, EntityQueue<TEntity> queue)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock gate = new();
    private readonly Dictionary<WorkspaceClient, Partition> lanes = [];
    private readonly int reserve = Math.Max(1, workers / 4);
    private long sequence;
    private int taken;

    /// <summary>Null when it is not this object's turn; it is put back into the queue when it is. Without a workspace there is nothing to wait for.</summary>
    public IDisposable? TryEnter(WorkspaceClient? client, ObjectKey key, QueuePriority priority)
    {
        if (client is null)
        {
            return Lease.Free;
        }

        lock (gate)
        {
            if (!lanes.TryGetValue(client, out var lane))
            {
                lanes[client] = lane = new Partition(client);
            }

            if (!MayEnter(lane, TakenBySilent()))
            {
                lane.Park(key, priority, sequence++);
                return null;
            }

            lane.Release(key);
            lane.Taken++;
            taken++;
            return new Lease(() => Leave(lane));
        }
    }

    /// <summary>What those that hang hold is room enough to keep from the others.</summary>
    /// <param name="lane">Of the workspace.</param>
    /// <param name="takenBySilent">Workers that those hold which hang.</param>
    /// <param name="coming">Passes of the workspace that were called and are yet to come.</param>
    /// <param name="allComing">The same of all workspaces.</param>
    private bool MayEnter(Partition lane, int takenBySilent, int coming = 0, int allComing = 0)
    {
        var (free, held) = (workers - taken - allComing, lane.Taken + coming);
        return lane.IsSilent
            ? free > 0 && held < reserve - takenBySilent
            : held < free && (held == 0 || free + takenBySilent > reserve);
    }

    private int TakenBySilent() => lanes.Values.Where(lane => lane.IsSilent).Sum(lane => lane.Taken);

    private void Leave(Partition lane)
    {
        List<(ObjectKey Key, QueuePriority Priority)> called = [];
        lock (gate)
        {
            lane.Taken--;
            taken--;
            CallThoseWithRoom(called);
            foreach (var (client, _) in lanes.Where(pair => pair.Value.IsEmpty).ToList())
            {
                lanes.Remove(client);
            }
        }

        called.ForEach(next => queue(next.Key, next.Priority, TimeSpan.Zero));
    }

    /// <summary>
    /// A free worker is room for one more in every lane; a lane calls further objects only while workers are left over. There are some after an object that was
    /// called has been deleted before its pass: without this, the workspace would go on with one pass fewer at a time.
    /// </summary>
    private void CallThoseWithRoom(List<(ObjectKey Key, QueuePriority Priority)> called)
    {
        var (takenBySilent, before) = (TakenBySilent(), -1);
        for (var round = 0; called.Count > before; round++)
        {
            before = called.Count;
            foreach (var lane in lanes.Values)
            {
                if (MayEnter(lane, takenBySilent, round, round == 0 ? 0 : called.Count) && lane.TryCall(out var next))
                {
                    called.Add(next);
                }
            }
        }
    }

    /// <summary>The passes of one workspace, and who waits for one.</summary>
    private sealed class Partition(WorkspaceClient client)
    {
        private readonly WaitingKeys changes = new();
        private readonly WaitingKeys looks = new();
        private bool wasLook = true;

        public int Taken { get; set; }

        public bool IsEmpty => Taken == 0 && changes.Count == 0 && looks.Count == 0;

        public bool IsSilent => client.IsSilent;

        public void Park(ObjectKey key, QueuePriority priority, long order)
        {
            var isLook = priority >= QueuePriority.Observation;
            if (!isLook)
            {
                looks.Remove(key);
            }

            if (!isLook || !changes.Contains(key))
            {
                (isLook ? looks : changes).Add(key, priority, order);
            }
        }

        /// <summary>It has a turn now, and needs no other.</summary>
        public void Release(ObjectKey key)
        {
            looks.Remove(key);
            changes.Remove(key);
        }

        /// <summary>
        /// Those that wait for a change and those that look take turns. With changes always first, the object that was created at the beginning of a long load
        /// would become Ready at its end.
        /// </summary>
        public bool TryCall(out (ObjectKey Key, QueuePriority Priority) next)
        {
            wasLook = looks.Count > 0 && (!wasLook || changes.Count == 0);
            return (wasLook ? looks : changes).TryTake(out next);
        }
    }

    private sealed class Lease(Action? leave) : IDisposable
    {
        public static readonly Lease Free = new(null);

        private Action? leave = leave;

        public void Dispose() => Interlocked.Exchange(ref leave, null)?.Invoke();
    }
}
