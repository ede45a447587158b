using System.Collections.Concurrent;
using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Observation;
using Operator.Reconciling;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;
using Operator.Workspaces;

namespace Operator.Managed;

/// <summary>
/// What is known of one kind's remote objects without asking for each: an observer per workspace, which starts with the first pass that needs it
/// and ends with the workspace's client. A process that does not lead runs no passes, and so observes nothing.
/// </summary>
internal sealed class ListCache<TEntity, TRow> : IListCache<TEntity>
    where TEntity : class, IDatabricksResource
    where TRow : class
{
    /// <summary>After this long every list shows a creation, however far it lags behind.</summary>
    private static readonly TimeSpan ListLag = TimeSpan.FromMinutes(1);

    private readonly WorkspaceMemory<Place> places;
    private readonly IListedKind<TEntity, TRow> kind;
    private readonly ObjectStore<TEntity> store;
    private readonly StoreIndex<TEntity> byId;
    private readonly IWorkspaceConnector workspaces;
    private readonly EntityQueue<TEntity> queue;
    private readonly ReconcileIntervals timing;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    public ListCache(
        IListedKind<TEntity, TRow> kind, ObjectStore<TEntity> store, IWorkspaceConnector workspaces, EntityQueue<TEntity> queue, ReconcileIntervals timing,
        TimeProvider time,
        ILogger<ListCache<TEntity, TRow>> logger)
    {
        places = new WorkspaceMemory<Place>(Open);
        this.logger = logger;
        this.kind = kind;
        this.store = store;
        this.workspaces = workspaces;
        this.queue = queue;
        this.timing = timing;
        this.time = time;
        byId = store.AddIndex(entity => kind.RecordedId(entity) is { } id ? [id] : []);
    }

    /// <summary>True while a list is on its way in any workspace.</summary>
    public bool IsReading => places.All.Any(place => place.Observer.Progress is not null);

    /// <summary>True when a list of that workspace was read and the later ones do not fail.</summary>
    public bool IsLive(WorkspaceClient client) => places.TryFind(client, out var place) && place.Observer.IsLive;

    /// <inheritdoc/>
    public bool IsNoticed(TEntity entity, WorkspaceClient client) =>
        places.TryFind(client, out var place) && place.Observer.IsLive && kind.RecordedId(entity) is { } id && place.Observer.Follows(id);

    /// <summary>The object as the last list showed it; null when only a get can tell.</summary>
    /// <param name="id">Of the object.</param>
    /// <param name="owner">Whose it is; null for one who asks the workspace whatever this says.</param>
    /// <param name="client">Of its workspace.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ListPendingException">Nothing is to be sent for the owner, and a list that shows the object is being read or comes within seconds: a
    /// get for each object would cost more.</exception>
    public async Task<TRow?> GetListedAsync(string id, TEntity? owner, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var place = places.Of(client);
        if (owner?.Metadata.DeletionTimestamp is { } deleted)
        {
            return place.Observer.FindSince(id, deleted) ?? WaitOrGet(owner, place, () => place.Observer.IsComing(id));
        }

        var row = await place.Observer.GlimpseAsync(id, cancellationToken).ConfigureAwait(false);
        return row is not null || owner is null || !IsAllSent(owner)
            ? row
            : WaitOrGet(owner, place, () => place.Observer.IsReadingFirst || place.Observer.IsAboutToShow(id));
    }

    /// <summary>The last pass sent what the spec asks for, or saw it there. One that failed may have left it unsent, and is not to wait for a list.</summary>
    private static bool IsAllSent(TEntity owner) =>
        owner.Status.ObservedGeneration == owner.Metadata.Generation
        && owner.Status.Conditions.Find(ConditionTypes.Synced) is { Status: Conditions.True } or { Reason: Reasons.Updating };

    /// <inheritdoc/>
    public void Deleted(string id, WorkspaceClient client) => places.Of(client).Observer.Deleted(id);

    /// <inheritdoc/>
    public bool IsGone(TEntity entity, string id, WorkspaceClient client)
    {
        var place = places.Of(client);
        if (!place.Observer.IsDeleted(id))
        {
            return false;
        }

        if (place.Observer.IsGone(id))
        {
            return true;
        }

        WaitOrGet(entity, place, () => place.Observer.IsAboutToShow(id));
        return false;
    }

    /// <summary>Has the owner wait for the end of a list; null when none comes, so that only a get can tell.</summary>
    private TRow? WaitOrGet(TEntity owner, Place place, Func<bool> isComing)
    {
        if (!isComing())
        {
            return null;
        }

        place.Owners.Wait(owner, DateTimeOffset.MaxValue);
        // The list may have ended in between, and would not wake it any more.
        return isComing() ? throw Pending(place.Observer, keepsConditions: true) : null;
    }

    /// <inheritdoc/>
    public async Task<ListedIds> SearchAsync(
        TEntity entity, string marker, string name, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var place = places.Of(client);
        var list = await ListAsync(entity, place, notBefore, cancellationToken).ConfigureAwait(false);
        place.ForgetCreatedBefore(list.Begun - ListLag);
        var adoption = entity.Spec.Policies?.Adoption;
        var namesakes = list.WithName(name).Where(id => adoption.TakesOverByName()
            || (list.MarkerOf(id) is { } other && OwnerMarker.MayBeOfAnotherInstallation(other, marker)));
        var ids = list.WithMarker(marker).Concat(list.WithMarker(OwnerMarker.IdentityOf(marker))).Concat(namesakes).ToHashSet(StringComparer.Ordinal);
        return new ListedIds(ids, place.Created.TryGetValue(marker, out var created) && !ids.Contains(created.Id) ? created.Id : null);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> OthersWithMarker(string marker, string exceptId, WorkspaceClient client) =>
        places.TryFind(client, out var place) ? place.Observer.OthersWithMarker(marker, exceptId) : [];

    /// <inheritdoc/>
    public void Created(string marker, string id, WorkspaceClient client)
    {
        var place = places.Of(client);
        place.Created[marker] = (id, time.GetUtcNow());
        place.Observer.Wrote(id);
    }

    /// <inheritdoc/>
    public void Invalidate(string id, WorkspaceClient client) => places.Of(client).Observer.Wrote(id);

    private async Task<ObservedList<TRow>> ListAsync(TEntity entity, Place place, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var (owners, observer) = (place.Owners, place.Observer);
        var waitsFor = owners.WaitsFor(entity);
        owners.StopWaiting(entity);
        if (waitsFor < notBefore)
        {
            notBefore = waitsFor.Value;
            observer.ThrowIfFailedSince(notBefore);
        }

        if (await observer.ListSinceAsync(notBefore, cancellationToken).ConfigureAwait(false) is { } list)
        {
            return list;
        }

        owners.Wait(entity, notBefore);
        if (observer.Progress is null)
        {
            // It ended in between, and would not wake it any more.
            owners.ListEnded();
        }

        throw Pending(observer, keepsConditions: false);
    }

    private ListPendingException Pending(WorkspaceObserver<TRow> observer, bool keepsConditions)
    {
        var progress = observer.Progress ?? new ListProgress(time.GetUtcNow(), 0);
        // Rounded, because it stands in the conditions of all who wait, and each other text is a write for each of them.
        var pages = progress.Pages < 10
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", at least {Math.Pow(10, Math.Floor(Math.Log10(progress.Pages))):0} pages so far");
        return new ListPendingException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Waiting for the list of the workspace's {kind.Plural}, which is being read "
                    + $"since {progress.Begun.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}{pages}"),
            keepsConditions);
    }

    private Place Open(WorkspaceClient client)
    {
        var pace = new ObservationTiming { Interval = client.ObservationInterval ?? timing.Observe, TransitionInterval = timing.Transition, ListLag = ListLag };
        var owners = new WorkspaceOwners<TEntity>(store, byId, new WorkspaceResidents(workspaces, client), queue);
        var place = new Place(owners, new WorkspaceObserver<TRow>(client, kind, owners, pace, time, client.Closed));
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
                // The failure would stay invisible, and changes in the workspace would go unnoticed from here on; it begins again at its next tick.
                logger.LogError(exception, "Listing the workspace for changes failed unexpectedly; retrying");
            }
        }
    }

    private sealed record Place(WorkspaceOwners<TEntity> Owners, WorkspaceObserver<TRow> Observer)
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
