using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.Kinds.Notebooks;

/// <summary>Notebooks in a workspace, for the common pass.</summary>
internal sealed class NotebookClient(
    NotebookObserver sight, NotebookWriter writes, NotebookPathIndex claims, NotebookHashCache looks, ReconcileIntervals timing)
    : IExternalClient<DatabricksNotebook, ObservedNotebook>,
        IOwnsPath<DatabricksNotebook, ObservedNotebook>,
        IHasDeadline<DatabricksNotebook>,
        IInvalidates
{
    public Task<ObservedNotebook?> ObserveAsync(
        DatabricksNotebook entity, string id, LookSource source, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (NotebookPathIndex.Holds(entity, id))
        {
            // The status tells from now on whose it is. A path without what was applied there does not: an update that failed records it as well.
            looks.Settled(id, client);
        }

        return source switch
        {
            LookSource.List => sight.GlimpseAsync(entity, id, client, cancellationToken),
            _ when entity.Metadata.DeletionTimestamp is null => sight.ObserveAsync(entity, id, client, cancellationToken),
            _ => sight.ObserveLeavingAsync(entity, id, client, cancellationToken),
        };
    }

    public Change Evaluate(DatabricksNotebook entity, ObservedNotebook observed, string marker) => NotebookDecision.Decide(entity, observed);

    public ReconcileOutcome Read(DatabricksNotebook working, ObservedNotebook observed, Change change, WorkspaceClient client)
    {
        NotebookStatusMapper.Describe(working, observed, client);
        return ReconcileOutcome.Available();
    }

    public async Task<Creation> CreateAsync(DatabricksNotebook working, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var path = await writes.CreateAsync(working, client, cancellationToken).ConfigureAwait(false);
        var status = working.Status;
        (status.Path, status.Url) = (path, NotebookStatusMapper.Url(client, path));
        return new Creation(path)
        {
            Desired = status.SourceVersion is { } version ? NotebookDecision.DesiredOf(working, version) : null,
            Applied = NotebookDecision.AppliedBy(working),
            // An import that was seen to have arrived leaves nothing to wait for; permissions are another call, in another pass.
            Outcome = working.Spec.AccessControlList is null && status.ObjectId is not null ? ReconcileOutcome.Available() : null,
        };
    }

    public async Task<ReconcileOutcome> UpdateAsync(
        DatabricksNotebook working, ObservedNotebook observed, Change change, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await (change.Action switch
        {
            PlanAction.Update => writes.OverwriteAsync(working, observed, client, cancellationToken),
            PlanAction.Recreate => writes.RecreateAsync(working, observed, client, cancellationToken),
            _ => throw new InvalidOperationException($"A notebook cannot {change.Action}."),
        }).ConfigureAwait(false);
        return ReconcileOutcome.Sent(Reasons.Updating, change.Message, timing.Transition);
    }

    /// <summary>Terminate is for clusters and refused where it is asked for (<see cref="DeletionAnnotations"/>). Folders stay.</summary>
    public async Task<DeletionStep> DeleteAsync(ObservedNotebook observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (policy != DeletionPolicy.Delete)
        {
            throw new InvalidOperationException($"A notebook cannot be deleted under {policy}.");
        }

        await NotebookWriter.DeleteAsync(observed.Path, client, cancellationToken).ConfigureAwait(false);
        return DeletionStep.Done;
    }

    public Task<IReadOnlyList<ObservedNotebook>> FindAsync(
        DatabricksNotebook entity, string marker, WorkspaceClient client, CancellationToken cancellationToken) =>
        sight.SearchAsync(entity, marker, client, cancellationToken);

    public ReconcileOutcome? GetConflict(DatabricksNotebook entity, ObservedNotebook? observed)
    {
        if ((entity.Spec.Policies?.Management ?? ManagementPolicy.Manage) == ManagementPolicy.Manage && claims.Rival(entity) is { } rival)
        {
            var message = $"{NotebookLocation.Of(entity.Spec).Path} is managed by {rival.Metadata.NamespaceProperty}/{rival.Metadata.Name}";
            return ReconcileOutcome.Stalled(Reasons.ExternalIdInUse, message, timing.Observe);
        }

        return observed is null ? null : NotebookOwnership.Obstacle(entity, observed, timing);
    }

    public string? GetKeepReason(DatabricksNotebook entity, ObservedNotebook observed) => NotebookOwnership.LeftAlone(entity, observed, claims.Rival(entity));

    /// <summary>When the content is exported again: no list shows it.</summary>
    public TimeSpan? NextCheck(DatabricksNotebook entity, WorkspaceClient client) =>
        NotebookDecision.Ignores(entity, NotebookDecision.Content) ? null : looks.DueIn(NotebookLocation.Of(entity.Spec).Path, client);

    public void Invalidate(string id, WorkspaceClient client) => looks.Forget(id, client);
}
