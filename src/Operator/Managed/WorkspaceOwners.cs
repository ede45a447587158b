using System.Collections.Concurrent;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Observation;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;

namespace Operator.Managed;

/// <summary>The resources of one kind that have objects in one workspace: woken by what its lists show, and by the end of a list that they wait for.</summary>
internal sealed class WorkspaceOwners<TEntity>(
    ObjectStore<TEntity> store, StoreIndex<TEntity> byId, WorkspaceResidents residents, EntityQueue<TEntity> queue) : IObservationAudience
    where TEntity : class, IDatabricksResource
{
    private readonly ConcurrentDictionary<ObjectKey, Waiting> waiting = new();

    public bool Owns(string id) => OwnersOf(id).Any();

    public void Moved(IReadOnlyCollection<string> ids)
    {
        foreach (var key in ids.SelectMany(OwnersOf))
        {
            queue(key, QueuePriority.Observation, TimeSpan.Zero);
        }
    }

    public void ListEnded()
    {
        residents.AskAgain();
        foreach (var (key, wait) in waiting)
        {
            if (store.Find(key)?.Metadata.Uid != wait.Uid)
            {
                waiting.TryRemove(new KeyValuePair<ObjectKey, Waiting>(key, wait));
            }
            else if (!wait.IsWoken && waiting.TryUpdate(key, wait with { IsWoken = true }, wait))
            {
                queue(key, QueuePriority.Transition, TimeSpan.Zero);
            }
        }
    }

    /// <summary>Has it woken once a list has ended.</summary>
    /// <param name="entity">Waits.</param>
    /// <param name="notBefore">What it waits for: a list begun then or later.</param>
    public void Wait(TEntity entity, DateTimeOffset notBefore) => waiting[ObjectKey.Of(entity)] = new Waiting(entity.Metadata.Uid, notBefore, IsWoken: false);

    /// <summary>
    /// What it waits for since an earlier pass; null when it waits for nothing. A pass that asked for a list begun from its own time on, each time it comes
    /// back, would never be satisfied by one that takes longer than its pause.
    /// </summary>
    public DateTimeOffset? WaitsFor(TEntity entity) =>
        waiting.TryGetValue(ObjectKey.Of(entity), out var wait) && wait.Uid == entity.Metadata.Uid ? wait.NotBefore : null;

    public void StopWaiting(TEntity entity) => waiting.TryRemove(ObjectKey.Of(entity), out _);

    private IEnumerable<ObjectKey> OwnersOf(string id) => byId.Find(id).Where(key => store.Find(key) is { } owner && residents.Include(owner));

    private sealed record Waiting(string Uid, DateTimeOffset NotBefore, bool IsWoken);
}
