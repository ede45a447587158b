using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.Workspaces;

namespace Operator.Managed;

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
    RemoteCreation<TEntity, TObserved> creation,
    Installation installation,
    CreationLedger ledger,
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
        external.Forget(entity);
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
            return exception.KeepsConditions
                ? Outcome.Unchanged(pass.Working.Status, timing.Dependency)
                : Outcome.Waiting(Reasons.Provisioning, exception.Message, timing.Dependency);
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
        if (external.RecordedId(pass.Working) is { } id && KeptFields.Problem(pass.Working, id, workspace.Name) is { } moved)
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
        KeptFields.Note(pass.Working, external.RecordedId(pass.Working));
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

        return await creation.CreateAsync(pass, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> ConvergeAsync(Pass<TEntity> pass, TObserved observed, CancellationToken cancellationToken)
    {
        var isAdoption = external.RecordedId(pass.Working) is null;
        await external.ElaborateAsync(pass.Working, observed, pass.Client, cancellationToken).ConfigureAwait(false);
        external.Describe(pass.Working, observed, pass.Client);
        pass.Keep(external.MarkerOf(observed));
        var records = new PartRecords(pass.Working.Status, pass.Generation);
        var isManaged = pass.Management == ManagementPolicy.Manage;
        var decided = external.Decide(pass.Working, observed, pass.Marker);
        var choice = PartChoice.Of(decided, records, isAdoption, onlyReports: isManaged && pass.Working.Spec.Policies?.Drift == DriftPolicy.Report);
        records.Looked(choice);
        DriftRecord.Update(pass, choice.Drift, time.GetUtcNow());
        if (!isManaged)
        {
            return ReadOnly.Conclude(pass, choice.Next, external.Assess(pass.Working, observed));
        }

        if (choice.Next is { Action: PlanAction.Wait, Message: var message })
        {
            return Outcome.InProgress(Reasons.Updating, message, timing.Transition, Verdict.False(choice.IsDrift ? Reasons.DriftCorrecting : Reasons.Updating, message));
        }

        return choice.Next.IsNothing
            ? Settle(pass, observed, choice, records)
            : await ActAsync(pass, observed, choice, records, cancellationToken).ConfigureAwait(false);
    }

    private Outcome Settle(Pass<TEntity> pass, TObserved observed, PartChoice choice, PartRecords records)
    {
        records.Applied(external.DesiredFields(pass.Working, pass.Marker), choice.Next.Withheld);
        return Settled.Conclude(choice, external.Assess(pass.Working, observed));
    }

    private async Task<Outcome> ActAsync(
        Pass<TEntity> pass, TObserved observed, PartChoice choice, PartRecords records, CancellationToken cancellationToken)
    {
        var decision = choice.Next;
        fence.Check();
        pass.IsOutdated = !choice.IsDrift && decision.ChangesSettings;
        try
        {
            await external.ActAsync(pass.Working, observed, decision, pass.Marker, pass.Client, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            external.Wrote(external.IdOf(observed), pass.Client);
        }

        pass.IsOutdated = false;
        records.Carried(choice.Acting);
        pass.Note(choice.IsDrift ? "DriftCorrected" : decision.Action == PlanAction.None ? decision.Power.ToString() : decision.Action.ToString(), decision.Message);
        if (decision.ChangesSettings)
        {
            records.Applied(external.DesiredFields(pass.Working, pass.Marker), decision.Withheld);
        }

        var outcome = external.AfterAction(decision);
        return choice.IsDrift ? outcome with { Synced = Verdict.False(Reasons.DriftCorrecting, decision.Message) } : outcome;
    }
}
