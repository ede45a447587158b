using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>
/// The objects of one kind in the workspaces, as the common pass sees them: the kind's own calls, its parts and its shared lists put together, so that no kind
/// can forget to have one of them follow.
/// </summary>
internal sealed class ExternalObjects<TEntity, TObserved>(
    KindDescription<TEntity, TObserved> kind,
    IExternalClient<TEntity, TObserved> client,
    IEnumerable<IPart<TEntity, TObserved>> parts,
    IListCache<TEntity> lists,
    ReconcileIntervals timing)
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    private readonly IReadOnlyList<IPart<TEntity, TObserved>> parts = [.. parts];

    public KindDescription<TEntity, TObserved> Kind => kind;

    public ICompletes<TEntity>? Completion => client as ICompletes<TEntity>;

    /// <summary>Observes the object and those of its parts that the spec manages.</summary>
    public async Task<TObserved?> ObserveAsync(TEntity entity, string id, LookSource source, WorkspaceClient workspace, CancellationToken cancellationToken)
    {
        var observed = await client.ObserveAsync(entity, id, source, workspace, cancellationToken).ConfigureAwait(false);
        return observed is null ? null : await CompleteAsync(entity, observed, source, workspace, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Observes an object that is to be deleted. Where calls are scarce a row read since then will do, because an id is never given to another object; a path
    /// is, and so is looked at.
    /// </summary>
    /// <exception cref="ListPendingException">A list with that row comes within seconds.</exception>
    public async Task<TObserved?> ObserveLeavingAsync(TEntity entity, string id, WorkspaceClient workspace, CancellationToken cancellationToken) =>
        client is not IOwnsPath<TEntity, TObserved> && !workspace.HasCallsToSpare
        && await ObserveAsync(entity, id, LookSource.List, workspace, cancellationToken).ConfigureAwait(false) is { } listed
            ? listed
            : await ObserveAsync(entity, id, LookSource.Object, workspace, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// All objects that could be this resource's: those with its marker; those of its name where adoption allows to take them over, or where their marker says
    /// that they may belong to another installation. A list begun before <paramref name="notBefore"/> does not count.
    /// </summary>
    /// <exception cref="ListPendingException">The list has not been read yet; the resource is reconciled again when it has.</exception>
    public async Task<SearchResult<TObserved>> SearchAsync(
        TEntity entity, string marker, WorkspaceClient workspace, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        if (client is IOwnsPath<TEntity, TObserved> place)
        {
            var found = await place.FindAsync(entity, marker, workspace, cancellationToken).ConfigureAwait(false);
            return new(
                await Task.WhenAll(found.Select(one => CompleteAsync(entity, one, LookSource.Object, workspace, cancellationToken))).ConfigureAwait(false));
        }

        if (kind.NameOf is null)
        {
            return new([]);
        }

        var ids = await lists.SearchAsync(entity, marker, kind.NameOf(entity), workspace, notBefore, cancellationToken).ConfigureAwait(false);
        // A row may lack what comparing needs, and a shared list may be older than what it lists; there are rarely any.
        var complete = await Task.WhenAll(
            ids.All.Select(id => ObserveAsync(entity, id, LookSource.Object, workspace, cancellationToken))).ConfigureAwait(false);
        return new([.. complete.OfType<TObserved>()]) { Denied = [.. ids.Shown.Where((_, index) => complete[index] is null)] };
    }

    /// <summary>Ids of other objects that bear the marker of the recorded one, as the last list showed them. Makes no call.</summary>
    public IReadOnlyList<string> Duplicates(TEntity entity, string marker, WorkspaceClient workspace) =>
        kind.NameOf is not null && kind.RecordedId(entity) is { } id ? lists.OthersWithMarker(marker, id, workspace) : [];

    /// <summary>What is due, of all that the object consists of.</summary>
    public Change Evaluate(TEntity entity, TObserved observed, string marker)
    {
        var settings = client.Evaluate(entity, observed, marker);
        if (client is not IPowerState<TEntity, TObserved> power)
        {
            return parts.Count == 0 ? settings : Change.FirstOf([settings, .. parts.Select(part => part.Decide(entity, observed))]);
        }

        var powered = power.DecidePower(entity, observed);
        IReadOnlyList<Change> rest = [settings, .. parts.Select(part => part.Decide(entity, observed))];
        // Terminating comes before the settings: an edit would restart the object just to have it terminated.
        return Change.FirstOf(powered.Power == PowerChange.Terminate ? [powered, .. rest] : [.. rest, powered]);
    }

    /// <summary>Reads into the status what was seen; returns what it means where nothing is left to do.</summary>
    public async Task<ReconcileOutcome> ReadAsync(
        TEntity working, TObserved observed, Change change, WorkspaceClient workspace, CancellationToken cancellationToken)
    {
        if (client is IEnrichesStatus<TEntity, TObserved> enriching)
        {
            await enriching.EnrichStatusAsync(working, observed, change, workspace, cancellationToken).ConfigureAwait(false);
        }

        return client.Read(working, observed, change, workspace);
    }

    /// <summary>Copies what was seen into the status.</summary>
    public void Record(TEntity working, TObserved observed, WorkspaceClient workspace) => client.Read(working, observed, Change.None, workspace);

    /// <summary>Exactly one call that creates.</summary>
    public async Task<Creation> CreateAsync(TEntity working, string marker, WorkspaceClient workspace, CancellationToken cancellationToken)
    {
        var creation = await client.CreateAsync(working, marker, workspace, cancellationToken).ConfigureAwait(false);
        if (kind.NameOf is not null)
        {
            lists.Created(marker, creation.Id, workspace);
        }
        else if (kind.HasIdempotentCreate)
        {
            lists.Invalidate(creation.Id, workspace);
        }

        return creation;
    }

    /// <summary>Exactly the one call that was decided. Returns what follows from it.</summary>
    public async Task<ReconcileOutcome> UpdateAsync(
        TEntity working, TObserved observed, Change change, WorkspaceClient workspace, CancellationToken cancellationToken)
    {
        try
        {
            if (parts.FirstOrDefault(part => part.Name == change.Part) is not { } part)
            {
                return await client.UpdateAsync(working, observed, change, workspace, cancellationToken).ConfigureAwait(false);
            }

            await part.WriteAsync(working, observed, workspace, cancellationToken).ConfigureAwait(false);
            // Whether the object can be used does not depend on the part, until an observation says so.
            return new ReconcileOutcome
            {
                Synced = ConditionValue.False(Reasons.Updating, change.Message),
                IsReconciling = true,
                RequeueAfter = timing.Transition,
            };
        }
        finally
        {
            Invalidate(kind.IdOf(observed), workspace);
        }
    }

    /// <summary>At most one change towards the object's end.</summary>
    public async Task<DeletionStep> DeleteAsync(TObserved observed, DeletionPolicy policy, WorkspaceClient workspace, CancellationToken cancellationToken)
    {
        try
        {
            var step = await client.DeleteAsync(observed, policy, workspace, cancellationToken).ConfigureAwait(false);
            if (step.IsAccepted)
            {
                lists.Deleted(kind.IdOf(observed), workspace);
            }

            return step;
        }
        finally
        {
            Invalidate(kind.IdOf(observed), workspace);
        }
    }

    /// <summary>
    /// True when the workspace accepted the deletion of the object and lists show it no longer; false when only a get can tell. Makes no call.
    /// </summary>
    /// <exception cref="ListPendingException">A list that tells comes within seconds.</exception>
    public bool IsGone(TEntity entity, string id, WorkspaceClient workspace) => lists.IsGone(entity, id, workspace);

    /// <summary>
    /// What keeps the resource from having an object of its own, where objects are known by their place. Null when nothing does. Makes no call.
    /// </summary>
    public ReconcileOutcome? GetConflict(TEntity entity, TObserved? observed) => (client as IOwnsPath<TEntity, TObserved>)?.GetConflict(entity, observed);

    /// <summary>Why what was found stays when the resource goes, for people; null when it is deleted with it.</summary>
    public string? GetKeepReason(TEntity entity, TObserved observed) => (client as IOwnsPath<TEntity, TObserved>)?.GetKeepReason(entity, observed);

    /// <summary>How long until the object is reconciled although no event asks for it.</summary>
    /// <param name="entity">The resource.</param>
    /// <param name="workspace">Of the object.</param>
    /// <param name="isCertain">False when the state that this pass read may be stale, so that later lists may show no change of it.</param>
    public TimeSpan RegularInterval(TEntity entity, WorkspaceClient workspace, bool isCertain)
    {
        var due = parts.Select(part => part.NextCheck(entity, workspace)).Append((client as IHasDeadline<TEntity>)?.NextCheck(entity, workspace)).Min();
        return timing.UntilNextLook(isCertain && lists.IsNoticed(entity, workspace), due);
    }

    /// <summary>What was read of the object until now is not taken for its state any more.</summary>
    public void Invalidate(string id, WorkspaceClient workspace)
    {
        lists.Invalidate(id, workspace);
        (client as IInvalidates)?.Invalidate(id, workspace);
        foreach (var part in parts)
        {
            part.Invalidate(id, workspace);
        }
    }

    /// <summary>The resource is gone, or its object is: what is kept in memory about them goes as well.</summary>
    public void Forget(TEntity entity)
    {
        (client as IHasMemory<TEntity>)?.Forget(entity);
        foreach (var part in parts)
        {
            part.Forget(entity);
        }
    }

    /// <summary>An object that is being deleted is no longer managed; a right that is missing for a part must not block its deletion.</summary>
    private async Task<TObserved> CompleteAsync(
        TEntity entity, TObserved observed, LookSource source, WorkspaceClient workspace, CancellationToken cancellationToken)
    {
        foreach (var part in entity.Metadata.DeletionTimestamp is null ? parts : [])
        {
            observed = await part.ReadAsync(entity, observed, source, workspace, cancellationToken).ConfigureAwait(false);
        }

        return observed;
    }
}
