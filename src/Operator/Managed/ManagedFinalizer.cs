using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.Workspaces;

namespace Operator.Managed;

/// <summary>
/// The end of an object of any kind. Success without a requeue lets it go; until then the condition says what is being waited for, and how to
/// let it go without touching the workspace.
/// </summary>
internal sealed class ManagedFinalizer<TEntity, TSpec, TStatus, TObserved>(
    ExternalObjects<TEntity, TObserved> external,
    IWorkspaceConnector workspaces,
    StatusReporter<TEntity, TSpec, TStatus> reporter,
    WorkspaceConcurrencyLimiter<TEntity> limiter,
    ExternalOwnership<TEntity, TObserved> ownership,
    ExternalRemains<TEntity, TObserved> remains,
    Installation installation,
    CreationLedger ledger,
    IWriteFence fence,
    ReconcileIntervals timing,
    ILogger<ManagedFinalizer<TEntity, TSpec, TStatus, TObserved>> logger) : IEntityFinalizer<TEntity>
    where TEntity : DatabricksResource<TSpec, TStatus>, IDatabricksResource, new()
    where TSpec : class, ICommonSpec, new()
    where TStatus : CommonStatus, new()
    where TObserved : class
{
    private const string WayOut = $"To let the object go without touching the workspace, set the annotation {Annotations.Abandon}: \"true\"";

    public async Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken)
    {
        using var turn = limiter.TryEnter(workspaces.ConnectForDeletion(entity).Client, ObjectKey.Of(entity), QueuePriority.Deletion);
        if (turn is null)
        {
            return ReconciliationResult<TEntity>.Parked(entity, timing.Dependency);
        }

        var pass = new Pass<TEntity>(reporter.Copy(entity), await installation.MarkerOfAsync(entity, cancellationToken).ConfigureAwait(false));
        var outcome = await RunSafelyAsync(pass, cancellationToken).ConfigureAwait(false);
        if (outcome is null)
        {
            reporter.PublishNotes(pass);
            logger.LogInformation("Released {Kind} {Name}", entity.Kind, entity.Metadata.Name);
            return ReconciliationResult<TEntity>.Success(entity);
        }

        var result = await reporter.ConcludeAsync(pass, outcome, cancellationToken).ConfigureAwait(false);
        // Whatever the outcome, the finalizer must stay, and a success without a time would remove it.
        return result.IsSuccess && result.RequeueAfter is null ? ReconciliationResult<TEntity>.Success(entity, timing.Dependency) : result;
    }

    private async Task<ReconcileOutcome?> RunSafelyAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(pass, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception)
        {
            var outcome = FailureTable.Classify(exception.Error);
            return outcome with
            {
                Ready = ConditionValue.False(Reasons.DeleteFailed, $"{outcome.Telling.Message}. {WayOut}"),
                IsReconciling = true,
                IsStalled = false,
                Grace = null,
            };
        }
        catch (ListPendingException exception)
        {
            return exception.ToDeletionOutcome(pass.Working, WayOut, timing.Dependency);
        }
        catch (DependencyMissingException exception)
        {
            return exception.ToOutcome(timing.Dependency, $". {WayOut}");
        }
    }

    /// <summary>Null means that nothing holds the object any longer.</summary>
    private async Task<ReconcileOutcome?> RunAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (DeletionAnnotations.IsAbandoned(pass.Working) || external.Completion?.IsFinished(pass.Working) == true)
        {
            return null;
        }

        if (pass.Working.Spec.Suspend == true)
        {
            return Blocked($"spec.suspend is true, so nothing is deleted. Set it to false. {WayOut}");
        }

        if (DeletionAnnotations.PolicyOf(pass.Working) is not { } policy)
        {
            return Blocked($"{DeletionAnnotations.Problem(pass.Working)}. {WayOut}");
        }

        if (policy == DeletionPolicy.Retain || pass.Management != ManagementPolicy.Manage)
        {
            return null;
        }

        var workspace = workspaces.ConnectForDeletion(pass.Working);
        if (workspace.Client is null)
        {
            return workspace.Hindrance(timing.Dependency, $". {WayOut}");
        }

        pass.Client = workspace.Client;
        return await DeleteAsync(pass, policy, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ReconcileOutcome?> DeleteAsync(Pass<TEntity> pass, DeletionPolicy policy, CancellationToken cancellationToken)
    {
        var recorded = external.Kind.RecordedId(pass.Working);
        if (recorded is null && external.Kind.HasIdempotentCreate)
        {
            return pass.Working.Spec.ExternalId is not null || ledger.IsUntouched(pass.Uid)
                ? null
                : await LearnAsync(pass, cancellationToken).ConfigureAwait(false);
        }

        if (recorded is null && ledger.UntilCertain(pass.Uid) is var wait && wait > TimeSpan.Zero)
        {
            return ReconcileOutcome.InProgress(Reasons.Deleting, "Making sure that an earlier attempt created nothing", wait);
        }

        var left = recorded is not null
            ? await remains.RecordedAsync(pass, recorded, cancellationToken).ConfigureAwait(false)
            : await remains.MarkedAsync(pass, cancellationToken).ConfigureAwait(false);
        if (Foreign(pass, left) is { } blocked)
        {
            return blocked;
        }

        if (recorded is not null && left.Count == 0 && ledger.UntilCertain(pass.Uid) is var certain && certain > TimeSpan.Zero)
        {
            // Reads may lag behind the creation, and an id is not given up for one answer.
            return ReconcileOutcome.InProgress(Reasons.Deleting, $"{recorded} cannot be seen in the workspace; making sure", certain);
        }

        var step = await DeleteAllAsync(pass, left, policy, cancellationToken).ConfigureAwait(false);
        return step.IsDone ? await MakeSureAsync(pass, policy, cancellationToken).ConfigureAwait(false) : UnderWay(step, policy);
    }

    /// <summary>What is left is not this resource's to delete; null when it is.</summary>
    private ReconcileOutcome? Foreign(Pass<TEntity> pass, IReadOnlyList<TObserved> left)
    {
        if (pass.Working.Status.WorkspaceId is { } workspaceId && pass.Client.OrgId is { } seen && workspaceId != seen)
        {
            return Blocked($"The object lives in workspace {workspaceId}, but workspace {seen} answers now. {WayOut}");
        }

        return left.Select(remote => ownership.ForeignMark(pass, remote)).OfType<string>().FirstOrDefault() is { } foreign
            ? Blocked($"{foreign}. It is not deleted with this resource. {WayOut}", Reasons.Conflict)
            : null;
    }

    /// <summary>
    /// The last look before the resource goes: an attempt to create it whose answer never came may have made a second object. Null when there is none.
    /// </summary>
    private async Task<ReconcileOutcome?> MakeSureAsync(Pass<TEntity> pass, DeletionPolicy policy, CancellationToken cancellationToken)
    {
        pass.Working.Status.Drift = null;
        if (external.Kind.RecordedId(pass.Working) is null || external.Kind.HasIdempotentCreate || !ledger.MayHaveSecond(pass.Uid))
        {
            return null;
        }

        if (ledger.UntilListsShowAll(pass.Uid) is var wait && wait > TimeSpan.Zero)
        {
            return ReconcileOutcome.InProgress(Reasons.Deleting, "Making sure that an earlier attempt created no second object", wait);
        }

        var step = await DeleteAllAsync(
            pass, await remains.MarkedAsync(pass, cancellationToken).ConfigureAwait(false), policy, cancellationToken).ConfigureAwait(false);
        return step.IsDone ? null : UnderWay(step, policy);
    }

    private ReconcileOutcome UnderWay(DeletionStep step, DeletionPolicy policy) =>
        ReconcileOutcome.InProgress(
            Reasons.Deleting, $"{step.Blocker ?? $"The workspace is carrying out the deletion ({policy})"}. {WayOut}", timing.Transition);

    /// <summary>Done when nothing is left to do of any.</summary>
    private async Task<DeletionStep> DeleteAllAsync(
        Pass<TEntity> pass, IEnumerable<TObserved> observed, DeletionPolicy policy, CancellationToken cancellationToken)
    {
        var whole = DeletionStep.Done;
        foreach (var remote in observed)
        {
            if (external.GetKeepReason(pass.Working, remote) is { } reason)
            {
                pass.Note("LeftAlone", reason, isWarning: true);
                continue;
            }

            fence.Check();
            var step = await external.DeleteAsync(remote, policy, pass.Client, cancellationToken).ConfigureAwait(false);
            whole = step.IsDone ? whole : step;
            if (step.PassedOver is { } refusal)
            {
                pass.Note(Reasons.Rejected, refusal, isWarning: true);
            }

            if (external.Kind.RecordedId(pass.Working) is not { } recorded || recorded == external.Kind.IdOf(remote))
            {
                external.Record(pass.Working, remote, pass.Client);
            }
        }

        return whole;
    }

    /// <summary>Creates once more what may have been created, to learn its id: the only way to find it. Null when there can be nothing to find.</summary>
    private async Task<ReconcileOutcome?> LearnAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        fence.Check();
        try
        {
            var id = (await external.CreateAsync(pass.Working, pass.Marker, pass.Client, cancellationToken).ConfigureAwait(false)).Id;
            pass.Working.Status.WorkspaceId ??= pass.Client.OrgId;
            pass.Note("Found", $"An earlier attempt may have created {id}; it is ended now");
            return ReconcileOutcome.InProgress(Reasons.Deleting, $"Ending {id}, which an earlier attempt may have created", timing.Transition);
        }
        catch (DatabricksException exception) when (exception.Kind is DatabricksErrorKind.Invalid or DatabricksErrorKind.NotFound)
        {
            logger.LogWarning("Released although an earlier attempt may have created something, because Databricks does not tell: {Error}", exception.Error);
            return null;
        }
    }

    private ReconcileOutcome Blocked(string message, string reason = Reasons.DeleteBlocked) => new()
    {
        Ready = ConditionValue.False(reason, message),
        Synced = ConditionValue.Unknown(reason, message),
        IsStalled = true,
        RequeueAfter = timing.Dependency,
    };
}
