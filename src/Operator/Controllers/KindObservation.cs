using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Observation;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;

namespace Operator.Controllers;

/// <summary>
/// What is known of one kind's remote objects without asking for each: an observer per workspace, which starts with the first pass that needs it
/// and ends with the workspace's client. A process that does not lead runs no passes, and so observes nothing.
/// </summary>
internal sealed class KindObservation<TEntity, TRow> : IObservationAudience
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
    where TRow : class
{
    /// <summary>After this long every list shows a creation, however far it lags behind.</summary>
    private static readonly TimeSpan ListLag = TimeSpan.FromMinutes(1);

    private readonly ConditionalWeakTable<WorkspaceClient, Place> places = [];
    private readonly IObservedKind<TEntity, TRow> kind;
    private readonly StoreIndex<TEntity> owners;
    private readonly EntityQueue<TEntity> queue;
    private readonly ManagedTiming timing;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    public KindObservation(
        IObservedKind<TEntity, TRow> kind, ObjectStore<TEntity> store, EntityQueue<TEntity> queue, ManagedTiming timing, TimeProvider time,
        ILogger<KindObservation<TEntity, TRow>> logger)
    {
        this.logger = logger;
        this.kind = kind;
        this.queue = queue;
        this.timing = timing;
        this.time = time;
        owners = store.AddIndex(entity => kind.RecordedId(entity) is { } id ? [id] : []);
    }

    public bool Owns(string id) => owners.Find(id).Count > 0;

    public void Moved(IReadOnlyCollection<string> ids)
    {
        foreach (var key in ids.SelectMany(owners.Find))
        {
            queue(key, QueuePriority.Observation, TimeSpan.Zero);
        }
    }

    /// <summary>True while every change in that workspace is noticed without a look at each object.</summary>
    public bool IsLive(WorkspaceClient client) => places.TryGetValue(client, out var place) && place.Observer.IsLive;

    /// <summary>The object as the last list showed it; null when only a get can tell.</summary>
    public Task<TRow?> GlimpseAsync(string id, WorkspaceClient client, CancellationToken cancellationToken) =>
        PlaceOf(client).Observer.GlimpseAsync(id, cancellationToken);

    /// <summary>
    /// The ids of all objects with that marker, from a list begun at or after <paramref name="notBefore"/>, and of the one this process created. Besides those of that name that may be
    /// taken over, or that another installation of the operator may have made.
    /// </summary>
    public async Task<IReadOnlyCollection<string>> SearchAsync(
        string marker, string name, AdoptionPolicy? adoption, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var place = PlaceOf(client);
        var list = await place.Observer.ListSinceAsync(notBefore, cancellationToken).ConfigureAwait(false);
        place.ForgetCreatedBefore(list.Begun - ListLag);
        var namesakes = list.WithName(name).Where(id => adoption is AdoptionPolicy.ByName or AdoptionPolicy.Always
            || (list.MarkerOf(id) is { } other && OwnerMarker.MayBeOfAnotherInstallation(other, marker)));
        var ids = list.WithMarker(marker).Concat(list.WithMarker(OwnerMarker.IdentityOf(marker))).Concat(namesakes).ToHashSet(StringComparer.Ordinal);
        if (place.Created.TryGetValue(marker, out var created))
        {
            ids.Add(created.Id);
        }

        return ids;
    }

    /// <summary>Known without a list, which may lag behind; and missed if no list ever shows it.</summary>
    public void Created(string marker, string id, WorkspaceClient client)
    {
        var place = PlaceOf(client);
        place.Created[marker] = (id, time.GetUtcNow());
        place.Observer.Wrote(id);
    }

    /// <summary>After every call that may have changed the object: what lists showed of it before no longer counts.</summary>
    public void Wrote(string id, WorkspaceClient client) => PlaceOf(client).Observer.Wrote(id);

    private Place PlaceOf(WorkspaceClient client) => places.GetValue(client, Open);

    private Place Open(WorkspaceClient client)
    {
        var pace = new ObservationTiming { Interval = client.ObservationInterval ?? timing.Observe, TransitionInterval = timing.Transition, ListLag = ListLag };
        var place = new Place(new WorkspaceObserver<TRow>(client, kind, this, pace, time));
        _ = Task.Run(() => ObserveAsync(place.Observer, client.Closed), CancellationToken.None);
        return place;
    }

    private async Task ObserveAsync(WorkspaceObserver<TRow> observer, CancellationToken closed)
    {
        while (!closed.IsCancellationRequested)
        {
            try
            {
                await observer.RunAsync(closed).ConfigureAwait(false);
            }
            catch (Exception) when (closed.IsCancellationRequested)
            {
                // The client went away under it.
            }
            catch (Exception exception)
            {
                // Nobody else would hear of it, and changes in the workspace would go unnoticed from here on; it begins again at its next tick.
                logger.LogError(exception, "Looking for changes in the workspace ended in an error nobody expected");
            }
        }
    }

    private sealed record Place(WorkspaceObserver<TRow> Observer)
    {
        public ConcurrentDictionary<string, (string Id, DateTimeOffset At)> Created { get; } = new(StringComparer.Ordinal);

        public void ForgetCreatedBefore(DateTimeOffset limit)
        {
            foreach (var (marker, created) in Created.Where(pair => pair.Value.At < limit))
            {
                Created.TryRemove(new KeyValuePair<string, (string, DateTimeOffset)>(marker, created));
            }
        }
    }
}
