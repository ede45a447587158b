using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Reconciliation;

namespace Operator.Workspaces;

/// <summary>The pass over a workspace: finalizer, check, one status write.</summary>
internal sealed class WorkspaceController(
    EntityFinalizerAttacher<WorkspaceFinalizer, DatabricksWorkspace> attachFinalizer,
    WorkspaceProbe check,
    WorkspaceClients clients,
    StatusReporter<DatabricksWorkspace, DatabricksWorkspaceSpec, DatabricksWorkspaceStatus> reporter,
    InitialStatusWriter<DatabricksWorkspace, DatabricksWorkspaceSpec, DatabricksWorkspaceStatus> initialStatus,
    ReconcileIntervals timing) : IEntityController<DatabricksWorkspace>
{
    public async Task<ReconciliationResult<DatabricksWorkspace>> ReconcileAsync(DatabricksWorkspace entity, CancellationToken cancellationToken)
    {
        var pass = new Pass<DatabricksWorkspace>(reporter.Copy(entity));
        var outcome = await initialStatus.WaitForAsync(entity, RunAsync(pass, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await reporter.ConcludeAsync(pass, outcome, cancellationToken).ConfigureAwait(false);
    }

    public Task<ReconciliationResult<DatabricksWorkspace>> DeletedAsync(DatabricksWorkspace entity, CancellationToken cancellationToken)
    {
        clients.Close(entity);
        return Task.FromResult(ReconciliationResult<DatabricksWorkspace>.Success(entity));
    }

    private async Task<ReconcileOutcome> RunAsync(Pass<DatabricksWorkspace> pass, CancellationToken cancellationToken)
    {
        // Before anything can use it: a workspace must not go while something lives in it.
        if (pass.Working.Metadata.Finalizers?.Contains(Ownership.Finalizer) != true)
        {
            if (await attachFinalizer(pass.Working, cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                return ReconcileOutcome.Waiting(Reasons.Deleting, "The object is being deleted", timing.Transition);
            }

            pass.Working = reporter.Copy(stored);
        }

        return await check.RunAsync(pass, cancellationToken).ConfigureAwait(false);
    }
}
