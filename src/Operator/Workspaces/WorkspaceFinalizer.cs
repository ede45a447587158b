using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Informers;
using Operator.Runtime.Reconciliation;
using Operator.Runtime.Status;

namespace Operator.Workspaces;

/// <summary>
/// Holds a workspace as long as something lives in it: what is deleted together with it must still be able to delete its object. Until then the workspace
/// works as ever, its rotated Secrets included.
/// </summary>
internal sealed class WorkspaceFinalizer(
    WorkspaceProbe check,
    WorkspaceClients clients,
    IEnumerable<IWorkspaceDependents> users,
    StatusReporter<DatabricksWorkspace, DatabricksWorkspaceSpec, DatabricksWorkspaceStatus> reporter,
    ReconcileIntervals timing,
    ILogger<WorkspaceFinalizer> logger) : IEntityFinalizer<DatabricksWorkspace>
{
    public async Task<ReconciliationResult<DatabricksWorkspace>> FinalizeAsync(DatabricksWorkspace entity, CancellationToken cancellationToken)
    {
        if (DeletionAnnotations.IsAbandoned(entity) || IsUnused(entity))
        {
            clients.Close(entity);
            logger.LogInformation("Released {Kind} {Name}", entity.Kind, entity.Metadata.Name);
            return ReconciliationResult<DatabricksWorkspace>.Success(entity);
        }

        var pass = new Pass<DatabricksWorkspace>(reporter.Copy(entity));
        var outcome = await check.RunAsync(pass, cancellationToken).ConfigureAwait(false);
        if (IsUnused(entity))
        {
            return ReconciliationResult<DatabricksWorkspace>.Success(entity, TimeSpan.Zero);
        }

        var message = $"{Hindrance(entity)}. To let it go before, set the annotation {Annotations.Abandon}: \"true\"";
        if (entity.Status.Conditions.Find(ConditionTypes.Synced)?.Reason != Reasons.DeleteBlocked)
        {
            pass.Note(Reasons.DeleteBlocked, message, isWarning: true);
        }

        return await reporter.ConcludeAsync(pass, Blocked(outcome, message), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ready stays true to the credential, on which the deletion of the users depends. The last user's end brings the next pass at once.</summary>
    private ReconcileOutcome Blocked(ReconcileOutcome outcome, string message) => outcome with
    {
        Synced = ConditionValue.False(Reasons.DeleteBlocked, message),
        IsReconciling = true,
        IsStalled = false,
        StallsAfter = null,
        HasFailed = false,
        RequeueAfter = timing.Dependency,
    };

    private bool IsUnused(DatabricksWorkspace workspace) => !Users(workspace).Any() && Unseen(workspace) is null;

    private string Hindrance(DatabricksWorkspace workspace) => Users(workspace).ToList() is { Count: > 0 } remaining
        ? $"Used by {DependentNames.Of(remaining)}; it goes when they are gone"
        : $"Whether anything uses it cannot be seen: {Unseen(workspace)}";

    private RefusedScope? Unseen(DatabricksWorkspace workspace) => users.Select(kind => kind.Unseen(workspace)).FirstOrDefault(scope => scope is not null);

    private IEnumerable<WorkspaceDependent> Users(DatabricksWorkspace workspace) => users.SelectMany(kind => kind.Of(workspace));
}
