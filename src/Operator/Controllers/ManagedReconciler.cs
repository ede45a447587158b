using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.Workspaces;

namespace Operator.Controllers;

/// <summary>
/// The one pass of all kinds, top to bottom: validate, finalizer, workspace, observe, decide, act once, write status once. It never waits
/// for the workspace to get somewhere; it comes back.
/// </summary>
internal sealed class ManagedReconciler<TEntity, TSpec, TStatus, TObserved>(
    IExternalClient<TEntity, TObserved> external,
    IWorkspaceConnector workspaces,
    EntityFinalizerAttacher<ManagedFinalizer<TEntity, TSpec, TStatus, TObserved>, TEntity> attachFinalizer,
    PassConclusion<TEntity, TSpec, TStatus> conclusion,
    InterimStatus<TEntity, TSpec, TStatus> interim,
    WorkspaceTurns<TEntity> turns,
    RemoteFinder<TEntity, TObserved> finder,
    Installation installation,
    CreationLedger ledger,
    Repetitions repetitions,
    IWriteFence fence,
    ManagedTiming timing,
    TimeProvider time,
    ILogger<ManagedReconciler<TEntity, TSpec, TStatus, TObserved>> logger) : IEntityController<TEntity>
    where TEntity : DatabricksResource<TSpec, TStatus>, IDatabricksResource, new()
    where TSpec : class, ICommonSpec, new()
    where TStatus : CommonStatus, new()
    where TObserved : class
{
    public async Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken)
    {
        var isSettled = entity.Status.ObservedGeneration == entity.Metadata.Generation;
        var workspace = workspaces.Connect(entity);
        using var turn = workspace.IsUndecided ? null : turns.TryEnter(workspace.Client, ObjectKey.Of(entity), isSettled ? QueuePriority.Observation : QueuePriority.UserEdit);
        if (turn is null)
        {
            return await interim.WaitForTurnAsync(entity, cancellationToken).ConfigureAwait(false);
        }

        var pass = new Pass<TEntity>(conclusion.Copy(entity), await installation.MarkerOfAsync(entity, cancellationToken).ConfigureAwait(false));
        using var priority = CallPriorityScope.Begin(isSettled ? CallPriority.Observation : CallPriority.UserEdit);
        var work = RunSafelyAsync(pass, cancellationToken);
        var first = interim.WriteUnlessDoneAsync(entity, work, cancellationToken);
        try
        {
            // Never left alone: a creation under way would lose its id, and the next pass would run beside it.
            await work.ConfigureAwait(false);
        }
        finally
        {
            await first.ConfigureAwait(false);
        }

        return await conclusion.ConcludeAsync(pass, await work.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken)
    {
        ledger.Forget(entity.Metadata.Uid);
        repetitions.Forget(entity.Metadata.Uid);
        return Task.FromResult(ReconciliationResult<TEntity>.Success(entity));
    }

    private async Task<Outcome> RunSafelyAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(pass, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception)
        {
            logger.LogDebug("{Error}", exception.Error);
            return FailureTable.Classify(exception.Error);
        }
        catch (DependencyMissingException exception)
        {
            return exception.ToOutcome(timing.Dependency);
        }
        catch (UnusableContentException exception)
        {
            return Outcome.Stalled(Reasons.InvalidSpec, exception.Message);
        }
    }

    private async Task<Outcome> RunAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (pass.Working.Spec.Suspend == true)
        {
            return Outcome.Suspended();
        }

        if (external.Validate(pass.Working).ToList() is { Count: > 0 } problems)
        {
            return Outcome.Stalled(Reasons.InvalidSpec, string.Join("; ", problems));
        }

        if (await external.ForegoAsync(pass.Working, cancellationToken).ConfigureAwait(false) is { } foregone)
        {
            return pass.Management == ManagementPolicy.Manage ? foregone : ReadOnly.Conclude(pass, Decision.None, foregone);
        }

        var workspace = workspaces.Connect(pass.Working);
        if (external.RecordedId(pass.Working) is not null && WorkspaceReferences.MoveProblem(pass.Working, workspace.Name) is { } moved)
        {
            return Outcome.Stalled(Reasons.ImmutableFieldChanged, moved);
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

        // A plan made earlier is no longer what will happen.
        if (pass.Management != ManagementPolicy.Plan)
        {
            pass.Working.Status.Plan = null;
        }

        pass.Client = workspace.Client;
        pass.Working.Status.Workspace = workspace.Name;
        var (observed, unknown) = await finder.FindAsync(pass, cancellationToken).ConfigureAwait(false);
        pass.RegularInterval = timing.UntilNextLook(external.NoticesChanges(pass.Client), external.NextCheck(pass.Working, pass.Client));
        return unknown ?? (observed is null
            ? await CreateAsync(pass, cancellationToken).ConfigureAwait(false)
            : await ConvergeAsync(pass, observed, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The finalizer is stored before anything is created, or a deletion could overtake the creation. An outcome when something overtook this pass.</summary>
    private async Task<Outcome?> AttachFinalizerAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (pass.Management != ManagementPolicy.Manage || pass.Working.Metadata.Finalizers?.Contains(Ownership.Finalizer) == true)
        {
            return null;
        }

        if (await attachFinalizer(pass.Working, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return Outcome.Waiting(Reasons.Deleting, "The object is being deleted", timing.Transition);
        }

        if (stored.Metadata.Generation != pass.Working.Metadata.Generation)
        {
            return Outcome.Waiting(Reasons.Provisioning, "The spec changed just now", timing.Transition);
        }

        pass.Working = conclusion.Copy(stored);
        if (external.RecordedId(stored) is null)
        {
            // It is ours for certain: another process' finalizer is a conflict, whatever our cache said.
            ledger.Fresh(pass.Uid);
        }

        return null;
    }

    private async Task<Outcome> CreateAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (pass.Management != ManagementPolicy.Manage)
        {
            return ReadOnly.Absent(pass, timing.JitteredObserve);
        }

        fence.Check();
        var wasUntouched = ledger.IsUntouched(pass.Uid);
        ledger.Attempting(pass.Uid);
        string id;
        try
        {
            id = await external.CreateAsync(pass.Working, pass.Marker, pass.Client, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DatabricksException { Error.MayHaveTakenEffect: false } or DependencyMissingException or UnusableContentException)
        {
            if (wasUntouched || !external.RepeatsCreation)
            {
                // Where nothing was searched for, a refusal tells nothing of the attempts before it.
                ledger.Refused(pass.Uid);
            }

            throw;
        }

        external.DescribeCreated(pass.Working, id, pass.Client);
        pass.Working.Status.WorkspaceId ??= pass.Client.OrgId;
        pass.Working.Status.AppliedFields = [.. external.DesiredFields(pass.Working, pass.Marker)];
        pass.Note("Created", $"Created {id}");
        return external.AfterCreation(pass.Working) ?? Outcome.Created(timing.Transition);
    }

    private async Task<Outcome> ConvergeAsync(Pass<TEntity> pass, TObserved observed, CancellationToken cancellationToken)
    {
        var isAdoption = external.RecordedId(pass.Working) is null;
        await external.ElaborateAsync(pass.Working, observed, pass.Client, cancellationToken).ConfigureAwait(false);
        external.Describe(pass.Working, observed, pass.Client);
        var decision = repetitions.Judge(pass.Uid, pass.Generation, external.Decide(pass.Working, observed, pass.Marker));
        var isDrift = DriftRecord.Update(pass, decision, isAdoption, time.GetUtcNow());
        if (pass.Management != ManagementPolicy.Manage)
        {
            return ReadOnly.Conclude(pass, decision, external.Assess(pass.Working, observed));
        }

        if (decision.IsNothing)
        {
            pass.Working.Status.AppliedFields = [.. external.DesiredFields(pass.Working, pass.Marker)];
            return Settled.Conclude(decision, isDrift, external.Assess(pass.Working, observed));
        }

        if (isDrift && pass.Working.Spec.Policies?.Drift == DriftPolicy.Report)
        {
            var message = $"Differs from the spec, and policies.drift is Report: {string.Join(", ", decision.Fields)}";
            return external.Assess(pass.Working, observed) with { Synced = Verdict.False(Reasons.DriftDetected, message) };
        }

        if (decision.Action == PlanAction.Wait)
        {
            return Outcome.InProgress(Reasons.Updating, decision.Message, timing.Transition, Verdict.False(isDrift ? Reasons.DriftCorrecting : Reasons.Updating, decision.Message));
        }

        return await ActAsync(pass, observed, decision, isDrift, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> ActAsync(Pass<TEntity> pass, TObserved observed, Decision decision, bool isDrift, CancellationToken cancellationToken)
    {
        fence.Check();
        try
        {
            await external.ActAsync(pass.Working, observed, decision, pass.Marker, pass.Client, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            external.Wrote(external.IdOf(observed), pass.Client);
        }

        repetitions.Carried(pass.Uid, pass.Generation, decision);
        pass.Note(isDrift ? "DriftCorrected" : decision.Action == PlanAction.None ? decision.Power.ToString() : decision.Action.ToString(), decision.Message);
        if (decision.ChangesSettings)
        {
            pass.Working.Status.AppliedFields = [.. external.DesiredFields(pass.Working, pass.Marker)];
        }

        var outcome = external.AfterAction(decision);
        return isDrift ? outcome with { Synced = Verdict.False(Reasons.DriftCorrecting, decision.Message) } : outcome;
    }
}
