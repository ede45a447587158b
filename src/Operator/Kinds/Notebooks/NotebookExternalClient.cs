using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.WorkspaceObjects;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;

namespace Operator.Kinds.Notebooks;

/// <summary>Notebooks in a workspace, for the common pass. Their id is their path.</summary>
internal sealed class NotebookExternalClient(
    KindObservation<DatabricksNotebook, ObjectInfo> observation, NotebookSight sight, NotebookWrites writes, NotebookClaims claims, ManagedPermissions permissions, ManagedTiming timing)
    : IExternalClient<DatabricksNotebook, ObservedNotebook>
{
    public string? RecordedId(DatabricksNotebook entity) => entity.Status.Path;

    public string IdOf(ObservedNotebook observed) => observed.Path;

    public string? MarkerOf(ObservedNotebook observed) => observed.Marker;

    public IEnumerable<string> Validate(DatabricksNotebook entity) => NotebookRules.Problems(entity);

    public Decision Decide(DatabricksNotebook entity, ObservedNotebook observed, string marker) => NotebookDecision.Decide(entity, observed);

    public Outcome Assess(DatabricksNotebook working, ObservedNotebook observed) => Outcome.Available();

    public Outcome? Obstacle(DatabricksNotebook entity, ObservedNotebook? observed)
    {
        if ((entity.Spec.Policies?.Management ?? ManagementPolicy.Manage) == ManagementPolicy.Manage && claims.Rival(entity) is { } rival)
        {
            var message = $"{NotebookPlace.Of(entity.Spec).Path} is managed by {rival.Metadata.NamespaceProperty}/{rival.Metadata.Name}";
            return Outcome.Stalled(Reasons.ExternalIdInUse, message, timing.Observe);
        }

        return observed is null ? null : NotebookOwnership.Obstacle(entity, observed, timing);
    }

    public string? LeftAlone(DatabricksNotebook entity, ObservedNotebook observed) => NotebookOwnership.LeftAlone(entity, observed, claims.Rival(entity));

    public string? DesiredSettings(DatabricksNotebook entity, string marker) => entity.Status.SourceVersion is { } version ? NotebookDecision.DesiredOf(entity, version) : null;

    public IEnumerable<string> DesiredFields(DatabricksNotebook entity, string marker)
    {
        (string Field, bool IsSet)[] fields =
        [
            (PermissionKind.Field, entity.Spec.AccessControlList is not null), (NotebookDecision.Content, true),
            (NotebookDecision.ExtraSettings, entity.Spec.ExtraSettings is not null), (NotebookDecision.Language, NotebookPlace.Of(entity.Spec).Language is not null),
        ];
        return fields.Where(field => field.IsSet).Select(field => field.Field);
    }

    public bool NoticesChanges(WorkspaceClient client) => observation.IsLive(client);

    public TimeSpan? NextCheck(DatabricksNotebook entity, WorkspaceClient client) => sight.NextCheck(entity, client);

    public void Wrote(string id, WorkspaceClient client) => writes.Wrote(id, client);

    public Task<ObservedNotebook?> GlimpseAsync(DatabricksNotebook entity, string id, WorkspaceClient client, CancellationToken cancellationToken) =>
        sight.GlimpseAsync(entity, id, client, cancellationToken);

    public Task<ObservedNotebook?> ObserveAsync(DatabricksNotebook entity, string id, WorkspaceClient client, CancellationToken cancellationToken) =>
        entity.Metadata.DeletionTimestamp is null
            ? sight.ObserveAsync(entity, id, client, cancellationToken)
            : sight.ObserveLeavingAsync(entity, id, client, cancellationToken);

    public Task<IReadOnlyList<ObservedNotebook>> SearchAsync(
        DatabricksNotebook entity, string marker, WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken) =>
        sight.SearchAsync(entity, marker, client, cancellationToken);

    public Task<string> CreateAsync(DatabricksNotebook entity, string marker, WorkspaceClient client, CancellationToken cancellationToken) =>
        writes.CreateAsync(entity, client, cancellationToken);

    public Task ActAsync(
        DatabricksNotebook entity, ObservedNotebook observed, Decision decision, string marker, WorkspaceClient client, CancellationToken cancellationToken) => decision switch
        {
            { Part: PermissionKind.Field } =>
                permissions.WriteAsync(PermissionKind.Notebooks, observed.ObjectId!, entity.Spec.AccessControlList!, observed.Permissions!, client, cancellationToken),
            { Action: PlanAction.Update } => writes.OverwriteAsync(entity, observed, client, cancellationToken),
            { Action: PlanAction.Recreate } => writes.RecreateAsync(entity, observed, client, cancellationToken),
            _ => throw new InvalidOperationException($"A notebook cannot {decision.Action}."),
        };

    /// <summary>Terminate is for clusters and refused where it is asked for (<see cref="DeletionRequest"/>). Folders stay.</summary>
    public async Task<DeletionStep> DeleteAsync(ObservedNotebook observed, DeletionPolicy policy, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (policy != DeletionPolicy.Delete)
        {
            throw new InvalidOperationException($"A notebook cannot be deleted under {policy}.");
        }

        await NotebookWrites.DeleteAsync(observed.Path, client, cancellationToken).ConfigureAwait(false);
        return DeletionStep.Done;
    }

    public void Describe(DatabricksNotebook working, ObservedNotebook observed, WorkspaceClient client) => NotebookStatusMapper.Describe(working, observed, client);

    public void DescribeCreated(DatabricksNotebook working, string id, WorkspaceClient client)
    {
        working.Status.Path = id;
        working.Status.Url = NotebookStatusMapper.Url(client, id);
    }

    /// <summary>An import that was seen to have arrived leaves nothing to wait for; permissions are another call, in another pass.</summary>
    public Outcome? AfterCreation(DatabricksNotebook working) =>
        working.Spec.AccessControlList is null && working.Status.ObjectId is not null ? Outcome.Available() : null;

    public void Forget(DatabricksNotebook entity) => permissions.Forget(PermissionKind.Notebooks, entity.Status.ObjectId ?? "");

    public void DescribeMissing(DatabricksNotebook working)
    {
        Forget(working);
        var kept = working.Status;
        working.Status = new DatabricksNotebookStatus
        {
            ObservedGeneration = kept.ObservedGeneration,
            Conditions = kept.Conditions,
            Workspace = kept.Workspace,
            WorkspaceId = kept.WorkspaceId,
            LastHandledReconcileAt = kept.LastHandledReconcileAt,
        };
    }

    // Whether the notebook can be used does not hang on its permissions, until a look at them says so.
    public Outcome AfterAction(Decision decision) => decision.Part is not null
        ? new Outcome { Synced = Verdict.False(Reasons.Updating, decision.Message), IsReconciling = true, RequeueAfter = timing.Transition }
        : Outcome.InProgress(Reasons.Updating, decision.Message, timing.Transition, Verdict.False(Reasons.Updating, "Sent to the workspace; not seen there yet"));
}
