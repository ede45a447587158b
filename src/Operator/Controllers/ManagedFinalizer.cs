using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.Workspaces;

namespace Operator.Controllers;

/// <summary>
/// The end of an object of any kind. Success without a requeue lets it go; until then the condition says what is being waited for, and how to
/// let it go without touching the workspace.
/// </summary>
internal sealed class ManagedFinalizer<TEntity, TSpec, TStatus, TObserved>(
    IExternalClient<TEntity, TObserved> external,
    IWorkspaceConnector workspaces,
    PassConclusion<TEntity, TSpec, TStatus> conclusion,
    WorkspaceTurns<TEntity> turns,
    Installation installation,
    CreationLedger ledger,
    IWriteFence fence,
    ManagedTiming timing,
    TimeProvider time,
    ILogger<ManagedFinalizer<TEntity, TSpec, TStatus, TObserved>> logger) : IEntityFinalizer<TEntity>
    where TEntity : DatabricksResource<TSpec, TStatus>, IDatabricksResource, new()
    where TSpec : class, ICommonSpec, new()
    where TStatus : CommonStatus, new()
    where TObserved : class
{
    private const string WayOut = $"To let the object go without touching the workspace, set the annotation {Annotations.Abandon}: \"true\"";

    public async Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken)
    {
        using var turn = turns.TryEnter(workspaces.Connect(entity).Client, ObjectKey.Of(entity), QueuePriority.UserEdit);
        if (turn is null)
        {
            // With a time, because a success without one would remove the finalizer; its turn comes earlier.
            return ReconciliationResult<TEntity>.Success(entity, timing.Dependency);
        }

        var pass = new Pass<TEntity>(conclusion.Copy(entity), await installation.MarkerOfAsync(entity, cancellationToken).ConfigureAwait(false));
        var outcome = await RunSafelyAsync(pass, cancellationToken).ConfigureAwait(false);
        if (outcome is null)
        {
            conclusion.PublishNotes(pass);
            logger.LogInformation("Released {Kind} {Name}", entity.Kind, entity.Metadata.Name);
            return ReconciliationResult<TEntity>.Success(entity);
        }

        var result = await conclusion.ConcludeAsync(pass, outcome, cancellationToken).ConfigureAwait(false);
        // Whatever the outcome, the finalizer must stay, and a success without a time would remove it.
        return result.IsSuccess && result.RequeueAfter is null ? ReconciliationResult<TEntity>.Success(entity, timing.Dependency) : result;
    }

    private async Task<Outcome?> RunSafelyAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
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
                Ready = Verdict.False(Reasons.DeleteFailed, $"{outcome.Telling.Message}. {WayOut}"),
                IsReconciling = true,
                IsStalled = false,
            };
        }
        catch (DependencyMissingException exception)
        {
            return exception.ToOutcome(timing.Dependency, $". {WayOut}");
        }
    }

    /// <summary>Null means that nothing holds the object any longer.</summary>
    private async Task<Outcome?> RunAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (DeletionRequest.IsAbandoned(pass.Working) || external.IsOver(pass.Working))
        {
            return null;
        }

        if (pass.Working.Spec.Suspend == true)
        {
            return Blocked($"spec.suspend is true, so nothing is deleted. Set it to false. {WayOut}");
        }

        if (DeletionRequest.PolicyOf(pass.Working) is not { } policy)
        {
            return Blocked($"{DeletionRequest.Problem(pass.Working)}. {WayOut}");
        }

        if (policy == DeletionPolicy.Retain || pass.Management != ManagementPolicy.Manage)
        {
            return null;
        }

        var workspace = workspaces.Connect(pass.Working);
        if (workspace.Client is null)
        {
            return workspace.Hindrance(timing.Dependency, $". {WayOut}");
        }

        pass.Client = workspace.Client;
        return await DeleteAsync(pass, policy, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome?> DeleteAsync(Pass<TEntity> pass, DeletionPolicy policy, CancellationToken cancellationToken)
    {
        var recorded = external.RecordedId(pass.Working);
        if (recorded is null && external.RepeatsCreation)
        {
            return pass.Working.Spec.ExternalId is not null || ledger.IsUntouched(pass.Uid) ? null : await LearnAsync(pass, cancellationToken).ConfigureAwait(false);
        }

        if (recorded is null && ledger.UntilCertain(pass.Uid) is var wait && wait > TimeSpan.Zero)
        {
            return Outcome.InProgress(Reasons.Deleting, "Making sure that an earlier attempt created nothing", wait);
        }

        var observed = recorded is not null
            ? [await external.ObserveAsync(pass.Working, recorded, pass.Client, cancellationToken).ConfigureAwait(false)]
            : (await external.SearchAsync(pass.Working, pass.Marker, pass.Client, time.GetUtcNow(), cancellationToken).ConfigureAwait(false))
                .Where(candidate => external.MarkerOf(candidate) == pass.Marker).ToList<TObserved?>();
        if (pass.Working.Status.WorkspaceId is { } workspaceId && pass.Client.OrgId is { } seen && workspaceId != seen)
        {
            return Blocked($"The object lives in workspace {workspaceId}, but workspace {seen} answers now. {WayOut}");
        }

        if (await DeleteAllAsync(pass, observed.OfType<TObserved>(), policy, cancellationToken).ConfigureAwait(false))
        {
            pass.Working.Status.Drift = null;
            return null;
        }

        return Outcome.InProgress(Reasons.Deleting, $"The workspace is carrying out the deletion ({policy})", timing.Transition);
    }

    /// <summary>True when nothing is left to do.</summary>
    private async Task<bool> DeleteAllAsync(Pass<TEntity> pass, IEnumerable<TObserved> observed, DeletionPolicy policy, CancellationToken cancellationToken)
    {
        var isDone = true;
        foreach (var remote in observed)
        {
            if (external.LeftAlone(pass.Working, remote) is { } reason)
            {
                pass.Note("LeftAlone", reason, isWarning: true);
                continue;
            }

            fence.Check();
            try
            {
                isDone &= await external.DeleteAsync(remote, policy, pass.Client, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                external.Wrote(external.IdOf(remote), pass.Client);
            }

            external.Describe(pass.Working, remote, pass.Client);
        }

        return isDone;
    }

    /// <summary>Creates once more what may have been created, to learn its id: the only way to find it. Null when there can be nothing to find.</summary>
    private async Task<Outcome?> LearnAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        fence.Check();
        try
        {
            var id = await external.CreateAsync(pass.Working, pass.Marker, pass.Client, cancellationToken).ConfigureAwait(false);
            external.DescribeCreated(pass.Working, id, pass.Client);
            pass.Working.Status.WorkspaceId ??= pass.Client.OrgId;
            pass.Note("Found", $"An earlier attempt may have created {id}; it is ended now");
            return Outcome.InProgress(Reasons.Deleting, $"Ending {id}, which an earlier attempt may have created", timing.Transition);
        }
        catch (DatabricksException exception) when (exception.Kind is DatabricksErrorKind.Invalid or DatabricksErrorKind.NotFound)
        {
            logger.LogWarning("Released although an earlier attempt may have created something, because Databricks does not tell: {Error}", exception.Error);
            return null;
        }
    }

    private Outcome Blocked(string message) => new()
    {
        Ready = Verdict.False(Reasons.DeleteBlocked, message),
        Synced = Verdict.Unknown(Reasons.DeleteBlocked, message),
        IsStalled = true,
        RequeueAfter = timing.Dependency,
    };
}
