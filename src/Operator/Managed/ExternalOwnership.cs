using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Workspaces;

namespace Operator.Managed;

/// <summary>
/// Whether a remote object is this resource's to manage. Asked at every pass: a marker may have been overwritten by another operator since the id was recorded,
/// and two managers of one object would undo each other's work without end.
/// </summary>
internal sealed class ExternalOwnership<TEntity, TObserved>
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    private readonly ExternalObjects<TEntity, TObserved> external;
    private readonly ObjectStore<TEntity> store;
    private readonly IWorkspaceConnector workspaces;
    private readonly IOperatorIdentity identity;
    private readonly Installation installation;
    private readonly ReconcileIntervals timing;
    private readonly StoreIndex<TEntity> claims;
    private readonly Lock gate = new();
    private StoreIndex<TEntity>? byMarker;

    public ExternalOwnership(
        ExternalObjects<TEntity, TObserved> external, ObjectStore<TEntity> store, IWorkspaceConnector workspaces, IOperatorIdentity identity,
        Installation installation, ReconcileIntervals timing)
    {
        this.external = external;
        this.store = store;
        this.workspaces = workspaces;
        this.identity = identity;
        this.installation = installation;
        this.timing = timing;
        claims = store.AddIndex(entity => (external.Kind.RecordedId(entity) ?? entity.Spec.ExternalId) is { } id ? [id] : []);
    }

    /// <summary>Why the resource must not manage the object; null when it may. A resource that only observes manages nothing.</summary>
    public ReconcileOutcome? Problem(Pass<TEntity> pass, TObserved observed) =>
        pass.Management == ManagementPolicy.Observe ? null : ForeignMarker(pass, observed) ?? Rival(pass, external.Kind.IdOf(observed));

    /// <summary>What the marker says against it, for people; null when it says nothing.</summary>
    public string? ForeignMark(Pass<TEntity> pass, TObserved observed)
    {
        if (external.Kind.MarkerOf(observed) is not { } marker || OwnerMarker.IsSame(marker, pass.Marker))
        {
            return null;
        }

        var id = external.Kind.IdOf(observed);
        if (LiveOwner(pass, marker) is { } owner)
        {
            return $"{id} is managed by {owner.Metadata.NamespaceProperty}/{owner.Metadata.Name} (its tag {Ownership.MarkerTag} is {marker})";
        }

        return AdoptionOf(pass) == AdoptionPolicy.Always
            ? null
            : $"{id} is managed by another resource: its tag {Ownership.MarkerTag} is {marker}. If that resource is gone for good, take the object over with "
                + "policies.adoption: Always";
    }

    /// <summary>
    /// A second object with this resource's marker, which an attempt to create it may have left: it costs money and is used by mistake. Null when the last list
    /// shows none but copies that people made.
    /// </summary>
    public async Task<ReconcileOutcome?> SecondAsync(Pass<TEntity> pass, string recorded, CancellationToken cancellationToken)
    {
        foreach (var id in external.Duplicates(pass.Working, pass.Marker, pass.Client))
        {
            if (await external.ObserveAsync(pass.Working, id, LookSource.Object, pass.Client, cancellationToken).ConfigureAwait(false) is { } second
                && OwnerMarker.IsSame(external.Kind.MarkerOf(second), pass.Marker)
                && !await IsCopyAsync(pass, second, cancellationToken).ConfigureAwait(false))
            {
                var message = $"{recorded} and {id} both carry this resource's tag {Ownership.MarkerTag}, so one was created twice. Delete {id} in the "
                    + "workspace; deleting this resource deletes both";
                return ReconcileOutcome.Stalled(Reasons.Conflict, message, timing.Observe);
            }
        }

        return null;
    }

    /// <summary>An object of the same name that adoption allows to be taken over.</summary>
    public bool MayAdoptByName(Pass<TEntity> pass, TObserved candidate) => AdoptionOf(pass) switch
    {
        AdoptionPolicy.ByName => external.Kind.MarkerOf(candidate) is null,
        AdoptionPolicy.Always => external.Kind.MarkerOf(candidate) is not { } marker || LiveOwner(pass, marker) is null,
        _ => false,
    };

    /// <summary>
    /// The same manifests applied in a second Kubernetes cluster, or restored there, would make everything a second time. Null when no object of that name
    /// carries the mark of another installation.
    /// </summary>
    public ReconcileOutcome? NamesakeOfAnotherInstallation(Pass<TEntity> pass, IReadOnlyList<TObserved> found)
    {
        foreach (var candidate in found)
        {
            if (external.Kind.MarkerOf(candidate) is { } marker
                && OwnerMarker.MayBeOfAnotherInstallation(marker, pass.Marker) && LiveOwner(pass, marker) is null)
            {
                var message = $"{external.Kind.IdOf(candidate)} has the same name and is managed by another installation of this operator: its "
                    + $"tag {Ownership.MarkerTag} is {marker}. "
                    + "Nothing was created. Choose another name, or take the object over with policies.adoption: Always once the other installation no longer "
                    + "manages it";
                return ReconcileOutcome.Stalled(Reasons.Conflict, message, timing.Observe);
            }
        }

        return null;
    }

    /// <summary>
    /// A copy that a person made in the workspace carries the marker of its original. Null when the operator created the object, when the creator is not
    /// known, or when the resource may take over what others made: it may have marked this very object and not come to record it.
    /// </summary>
    public async Task<ReconcileOutcome?> CopyProblemAsync(Pass<TEntity> pass, TObserved observed, CancellationToken cancellationToken)
    {
        if (AdoptionOf(pass) == AdoptionPolicy.Always || IsNamesakeToTakeOver(pass, observed)
            || !await IsCopyAsync(pass, observed, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var message = $"{external.Kind.IdOf(observed)} carries this resource's tag {Ownership.MarkerTag} but was created "
            + $"by {external.Kind.CreatorOf(observed)} and not by the operator, so it may be a copy. "
            + "Remove the tag from it, or take it over with policies.adoption: Always";
        return ReconcileOutcome.Stalled(Reasons.Conflict, message, timing.Observe);
    }

    /// <summary>True when the workspace names another creator than the operator.</summary>
    public async Task<bool> IsCopyAsync(Pass<TEntity> pass, TObserved observed, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(external.Kind.CreatorOf(observed)))
        {
            return false;
        }

        var me = await identity.GetAsync(pass.Client, cancellationToken).ConfigureAwait(false);
        return !string.Equals(me.Name, external.Kind.CreatorOf(observed), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Without a marker it would be taken over for its name.</summary>
    private bool IsNamesakeToTakeOver(Pass<TEntity> pass, TObserved observed) =>
        AdoptionOf(pass) == AdoptionPolicy.ByName && external.Kind.ObservedNameOf(observed) is { } name && name == external.Kind.NameOf?.Invoke(pass.Working);

    private ReconcileOutcome? ForeignMarker(Pass<TEntity> pass, TObserved observed) => ForeignMark(pass, observed) is { } message
        ? ReconcileOutcome.Stalled(external.Kind.RecordedId(pass.Working) is null ? Reasons.ExternalIdInUse : Reasons.Conflict, message, timing.Observe)
        : null;

    /// <summary>The resource that the marker names, if it is here and manages what it marks.</summary>
    private TEntity? LiveOwner(Pass<TEntity> pass, string marker) => installation.Known is not { } here
        ? null
        : ByMarker(here).Find(OwnerMarker.IdentityOf(marker)).Select(store.Find).OfType<TEntity>()
            .FirstOrDefault(other => other.Metadata.Uid != pass.Uid && Manages(other));

    /// <summary>Made for the first foreign marker: nothing else needs it, and by then the id of the installation is known.</summary>
    private StoreIndex<TEntity> ByMarker(string here)
    {
        lock (gate)
        {
            var kind = ResourceDefinition.Of<TEntity>().Kind;
            return byMarker ??= store.AddIndex(entity => [OwnerMarker.IdentityOf(OwnerMarker.Of(here, kind, ObjectKey.Of(entity)))]);
        }
    }

    private ReconcileOutcome? Rival(Pass<TEntity> pass, string id)
    {
        var isTakenOver = pass.Working.Spec.ExternalId is not null || (pass.Working.Spec.Policies?.Adoption).TakesOverByName();
        var rival = isTakenOver ? claims.Find(id).Select(store.Find).OfType<TEntity>().FirstOrDefault(other => IsRival(other, pass, id)) : null;
        return rival is null
            ? null
            : ReconcileOutcome.Stalled(Reasons.ExternalIdInUse, $"{id} is managed by {rival.Metadata.NamespaceProperty}/{rival.Metadata.Name}", timing.Observe);
    }

    /// <summary>The one that has the id recorded goes first, then the older one. An id means something within its workspace only.</summary>
    private bool IsRival(TEntity other, Pass<TEntity> pass, string id)
    {
        var mine = pass.Working;
        var (theirs, ours) = (external.Kind.RecordedId(other) == id, external.Kind.RecordedId(mine) == id);
        return other.Metadata.Uid != pass.Uid
            && IsInSameWorkspace(other, pass)
            && (theirs || (external.Kind.RecordedId(other) is null && other.Spec.ExternalId == id))
            && Manages(other)
            && (theirs != ours ? theirs : Age(other).CompareTo(Age(mine)) < 0);
    }

    /// <summary>
    /// By the workspaces' own ids where both are known; else by name, because two names of one workspace are rarer than one id in two workspaces.
    /// </summary>
    private bool IsInSameWorkspace(TEntity other, Pass<TEntity> pass)
    {
        var (theirs, ours) = (other.Status.WorkspaceId, pass.Working.Status.WorkspaceId ?? pass.Client.OrgId);
        return theirs is not null && ours is not null ? theirs == ours : WorkspaceOf(other) == WorkspaceOf(pass.Working);
    }

    /// <summary>The name that status.workspace shows leaves out the resource's own namespace.</summary>
    private string WorkspaceOf(TEntity entity)
    {
        var name = entity.Status.Workspace ?? workspaces.Connect(entity).Name;
        return name == EnvironmentWorkspace.Name || name.Contains('/', StringComparison.Ordinal) ? name : $"{entity.Metadata.NamespaceProperty}/{name}";
    }

    private static bool Manages(TEntity entity) => (entity.Spec.Policies?.Management ?? ManagementPolicy.Manage) == ManagementPolicy.Manage;

    private static AdoptionPolicy AdoptionOf(Pass<TEntity> pass) => pass.Working.Spec.Policies?.Adoption ?? AdoptionPolicy.IfMarked;

    private static (DateTime Created, string? Key) Age(TEntity entity) =>
        (entity.Metadata.CreationTimestamp ?? DateTime.MinValue, ObjectKey.Of(entity).ToString());
}
