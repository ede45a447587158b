using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Reconciliation;
using Operator.Workspaces;

namespace Operator.Managed;

/// <summary>
/// The one pass of all kinds, top to bottom: validate, finalizer, workspace, observe, decide, act once, write status once. It never waits
/// for the workspace to get somewhere; it comes back.
/// </summary>
internal sealed class ManagedReconciler<TEntity, TSpec, TStatus, TObserved>(
    ExternalObjects<TEntity, TObserved> external,
    IWorkspaceConnector workspaces,
    EntityFinalizerAttacher<ManagedFinalizer<TEntity, TSpec, TStatus, TObserved>, TEntity> attachFinalizer,
    StatusReporter<TEntity, TSpec, TStatus> reporter,
    InitialStatusWriter<TEntity, TSpec, TStatus> initialStatus,
    WorkspaceConcurrencyLimiter<TEntity> limiter,
    ExternalLocator<TEntity, TObserved> locator,
    ExternalCreation<TEntity, TObserved> creation,
    ExternalUpdate<TEntity, TObserved> update,
    Installation installation,
    CreationLedger ledger,
    UpdateLedger updates,
    ReconcileIntervals timing,
    ILogger<ManagedReconciler<TEntity, TSpec, TStatus, TObserved>> logger) : IEntityController<TEntity>
    where TEntity : DatabricksResource<TSpec, TStatus>, IDatabricksResource, new()
    where TSpec : class, ICommonSpec, new()
    where TStatus : CommonStatus, new()
    where TObserved : class
{
    public async Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken)
    {
        var workspace = workspaces.Connect(entity);
        using var turn = workspace.IsUndecided
            ? null
            : limiter.TryEnter(workspace.Client, ObjectKey.Of(entity), PassPriority.Of(entity));
        if (turn is null)
        {
            return await initialStatus.WaitForTurnAsync(entity, cancellationToken).ConfigureAwait(false);
        }

        var pass = new Pass<TEntity>(reporter.Copy(entity), await installation.MarkerOfAsync(entity, cancellationToken).ConfigureAwait(false));
        using var priority = CallPriorityScope.Begin(PassPriority.OfCalls(entity));
        var outcome = await initialStatus.WaitForAsync(entity, RunSafelyAsync(pass, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await reporter.ConcludeAsync(pass, outcome, cancellationToken).ConfigureAwait(false);
    }

    public Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken)
    {
        ledger.Forget(entity.Metadata.Uid);
        updates.Forget(entity.Metadata.Uid);
        external.Forget(entity);
        return Task.FromResult(ReconciliationResult<TEntity>.Success(entity));
    }

    private async Task<ReconcileOutcome> RunSafelyAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(pass, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception)
        {
            logger.LogDebug("{Error}", exception.Error);
            return FailureTable.Classify(exception.Error, UnknownValues.Of(pass.Working.Spec));
        }
        catch (OutdatedException exception)
        {
            pass.IsOutdated = true;
            return FailureTable.Classify(exception.Error);
        }
        catch (DependencyMissingException exception)
        {
            return FailureTable.Classify(exception, timing.Dependency);
        }
        catch (ListPendingException exception)
        {
            return exception.ToOutcome(pass.Working, timing.Dependency);
        }
        catch (UnusableContentException exception)
        {
            return ReconcileOutcome.Stalled(Reasons.InvalidSpec, exception.Message);
        }
    }

    private async Task<ReconcileOutcome> RunAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (await TryFinishEarlyAsync(pass, cancellationToken).ConfigureAwait(false) is { } early)
        {
            return early;
        }

        var workspace = workspaces.Connect(pass.Working);
        if (external.Kind.RecordedId(pass.Working) is { } id && KeptFields.Problem(pass.Working, id, workspace.Name) is { } moved)
        {
            return ReconcileOutcome.Stalled(Reasons.ImmutableFieldChanged, moved);
        }

        if (workspace.Client is null)
        {
            // Before the finalizer: what never had a workspace has nothing there that would have to be deleted.
            return workspace.Hindrance(timing.Dependency);
        }

        if (await AttachFinalizerAsync(pass, cancellationToken).ConfigureAwait(false) is { } overtaken)
        {
            return overtaken;
        }

        pass.Client = workspace.Client;
        pass.Working.Status.Workspace = workspace.Name;
        return await ConvergeAsync(pass, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The outcome of a pass that needs no workspace; null for all others.</summary>
    private async Task<ReconcileOutcome?> TryFinishEarlyAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (pass.Working.Spec.Suspend == true)
        {
            return ReconcileOutcome.Suspended();
        }

        if (external.Kind.Validate(pass.Working).ToList() is { Count: > 0 } problems)
        {
            return ReconcileOutcome.Stalled(Reasons.InvalidSpec, string.Join("; ", problems));
        }

        if (external.Completion is not { } completion
            || await completion.TryFinishEarlyAsync(pass.Working, cancellationToken).ConfigureAwait(false) is not { } early)
        {
            return null;
        }

        return pass.Management == ManagementPolicy.Manage ? early : ObserveOnly.Conclude(pass, Change.None, early);
    }

    private async Task<ReconcileOutcome> ConvergeAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        // A plan made earlier is no longer what will happen.
        if (pass.Management != ManagementPolicy.Plan)
        {
            pass.Working.Status.Plan = null;
        }

        KeptFields.Note(pass.Working, external.Kind.RecordedId(pass.Working));
        var observation = await locator.FindAsync(pass, cancellationToken).ConfigureAwait(false);
        pass.RegularInterval = external.RegularInterval(pass.Working, pass.Client, isCertain: !observation.ContradictsList);
        return observation.Certainty switch
        {
            Certainty.Unknown => observation.Reason!,
            Certainty.Absent => await CreateAsync(pass, cancellationToken).ConfigureAwait(false),
            _ => await update.ApplyAsync(pass, observation.Remote!, observation.Change!, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>
    /// The finalizer is stored before anything is created, or a deletion could overtake the creation. An outcome when something overtook this pass.
    /// </summary>
    private async Task<ReconcileOutcome?> AttachFinalizerAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (pass.Management != ManagementPolicy.Manage || pass.Working.Metadata.Finalizers?.Contains(Ownership.Finalizer) == true)
        {
            return null;
        }

        if (await attachFinalizer(pass.Working, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return ReconcileOutcome.Waiting(Reasons.Deleting, "The object is being deleted", timing.Transition);
        }

        if (stored.Metadata.Generation != pass.Working.Metadata.Generation)
        {
            return ReconcileOutcome.Waiting(Reasons.Provisioning, "The spec changed just now", timing.Transition);
        }

        pass.Working = reporter.Copy(stored);
        if (external.Kind.RecordedId(stored) is null)
        {
            // It is ours for certain: another process' finalizer is a conflict, whatever our cache said.
            ledger.Fresh(pass.Uid);
        }

        return null;
    }

    private async Task<ReconcileOutcome> CreateAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        return pass.Management == ManagementPolicy.Manage
            ? await creation.CreateAsync(pass, cancellationToken).ConfigureAwait(false)
            : ObserveOnly.Absent(pass, timing.JitteredObserve);
    }
}
