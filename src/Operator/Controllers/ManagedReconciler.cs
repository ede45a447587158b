using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Runtime.Client;
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
        var definition = ResourceDefinition.Of<TEntity>();
        var marker = OwnerMarker.Of(await installation.GetAsync(cancellationToken).ConfigureAwait(false), definition.Kind, ObjectKey.Of(entity));
        var pass = new Pass<TEntity>(conclusion.Copy(entity), marker);
        using var priority = CallPriorityScope.Begin(entity.Status.ObservedGeneration == entity.Metadata.Generation ? CallPriority.Observation : CallPriority.UserEdit);
        var work = RunSafelyAsync(pass, cancellationToken);
        if (entity.Status.Conditions.Count == 0)
        {
            await FirstStatusAsync(entity, work, cancellationToken).ConfigureAwait(false);
        }

        return await conclusion.ConcludeAsync(pass, await work.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken)
    {
        ledger.Forget(entity.Metadata.Uid);
        return Task.FromResult(ReconciliationResult<TEntity>.Success(entity));
    }

    private async Task FirstStatusAsync(TEntity entity, Task work, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(work, Task.Delay(timing.FirstStatus, time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        if (first != work && !cancellationToken.IsCancellationRequested)
        {
            await conclusion.WriteInterimAsync(entity, cancellationToken).ConfigureAwait(false);
        }
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
            return Outcome.Waiting(Reasons.DependencyNotReady, exception.Message, timing.Dependency);
        }
    }

    private async Task<Outcome> RunAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (pass.Working.Spec.Suspend == true)
        {
            return Outcome.Suspended();
        }

        if (pass.Management != ManagementPolicy.Observe && external.Validate(pass.Working).ToList() is { Count: > 0 } problems)
        {
            return Outcome.Stalled(Reasons.InvalidSpec, string.Join("; ", problems));
        }

        if (!await AttachFinalizerAsync(pass, cancellationToken).ConfigureAwait(false))
        {
            return Outcome.Waiting(Reasons.Deleting, "The object is being deleted", timing.Transition);
        }

        var workspace = workspaces.Connect(pass.Working);
        if (workspace.Client is null)
        {
            return Outcome.Waiting(Reasons.WorkspaceNotReady, workspace.Problem!, timing.Dependency);
        }

        pass.Client = workspace.Client;
        pass.Working.Status.Workspace = workspace.Name;
        var (observed, unknown) = await ObserveAsync(pass, cancellationToken).ConfigureAwait(false);
        if (unknown is not null)
        {
            return unknown;
        }

        return observed is null
            ? await CreateAsync(pass, cancellationToken).ConfigureAwait(false)
            : await ConvergeAsync(pass, observed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The finalizer is stored before anything is created, or a deletion could overtake the creation. False when the object is going away already.</summary>
    private async Task<bool> AttachFinalizerAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (pass.Management != ManagementPolicy.Manage || pass.Working.Metadata.Finalizers?.Contains(Ownership.Finalizer) == true)
        {
            return true;
        }

        if (await attachFinalizer(pass.Working, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return false;
        }

        pass.Working.Metadata = stored.Metadata;
        if (external.RecordedId(pass.Working) is null)
        {
            ledger.Fresh(pass.Uid);
        }

        return true;
    }

    /// <summary>The remote object, or null when there certainly is none, or an outcome when that cannot be told yet.</summary>
    private async Task<(TObserved? Observed, Outcome? Unknown)> ObserveAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        var recorded = external.RecordedId(pass.Working);
        if ((recorded ?? pass.Working.Spec.ExternalId) is { } id)
        {
            var observed = await external.ObserveAsync(id, pass.Client, cancellationToken).ConfigureAwait(false);
            if (WrongWorkspace(pass) is { } wrong)
            {
                return (null, wrong);
            }

            if (observed is not null)
            {
                return (observed, Claimed(pass, observed, recorded));
            }

            if (recorded is null)
            {
                return (null, Outcome.Stalled(Reasons.AdoptionTargetNotFound, $"spec.externalId {id} does not exist in the workspace", timing.Observe));
            }

            pass.Note(Reasons.RemoteMissing, $"{id} no longer exists in the workspace", isWarning: true);
            external.DescribeMissing(pass.Working);
        }

        return await SearchAsync(pass, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(TObserved? Observed, Outcome? Unknown)> SearchAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        var wait = ledger.UntilCertain(pass.Uid);
        if (wait > TimeSpan.Zero)
        {
            return (null, Outcome.InProgress(Reasons.Provisioning, "Making sure that an earlier attempt created nothing", wait, Verdict.Unknown(Reasons.Provisioning, "")));
        }

        var notBefore = ledger.IsUntouched(pass.Uid) ? time.GetUtcNow() - timing.SharedList : time.GetUtcNow();
        var found = await external.SearchAsync(pass.Working, pass.Marker, pass.Client, notBefore, cancellationToken).ConfigureAwait(false);
        if (WrongWorkspace(pass) is { } wrong)
        {
            return (null, wrong);
        }

        var marked = found.Where(candidate => external.MarkerOf(candidate) == pass.Marker).ToList();
        var adoption = pass.Working.Spec.Policies?.Adoption ?? AdoptionPolicy.IfMarked;
        var candidates = marked.Count > 0 ? marked : adoption == AdoptionPolicy.ByName ? [.. found.Where(candidate => external.MarkerOf(candidate) is null)] : [];
        if (candidates.Count > 1)
        {
            var ids = string.Join(", ", candidates.Select(external.IdOf));
            return (null, Outcome.Stalled(marked.Count > 0 ? Reasons.Conflict : Reasons.AmbiguousName, $"More than one object could be this one: {ids}. Delete all but one, or name one in spec.externalId", timing.Observe));
        }

        if (candidates.Count == 1)
        {
            pass.Note("Adopted", $"Took over {external.IdOf(candidates[0])}, found in the workspace");
            return (candidates[0], null);
        }

        return (null, null);
    }

    /// <summary>Another workspace behind the same host must not read as "everything was deleted".</summary>
    private static Outcome? WrongWorkspace(Pass<TEntity> pass)
    {
        var (recorded, seen) = (pass.Working.Status.WorkspaceId, pass.Client.OrgId);
        pass.Working.Status.WorkspaceId = recorded ?? seen;
        return recorded is null || seen is null || recorded == seen
            ? null
            : Outcome.Stalled(Reasons.Conflict, $"The object lives in workspace {recorded}, but workspace {seen} answers now. Point the operator back, or set the annotation {Annotations.Abandon}: \"true\" and re-create the object");
    }

    /// <summary>An object that carries another's marker is that other's.</summary>
    private Outcome? Claimed(Pass<TEntity> pass, TObserved observed, string? recorded) =>
        recorded is null && external.MarkerOf(observed) is { } marker && marker != pass.Marker
            ? Outcome.Stalled(Reasons.ExternalIdInUse, $"{external.IdOf(observed)} is managed by another resource (its tag {Ownership.MarkerTag} says so)", timing.Observe)
            : null;

    private async Task<Outcome> CreateAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (pass.Management != ManagementPolicy.Manage)
        {
            pass.Working.Status.Plan = pass.Management == ManagementPolicy.Plan ? new PlanStatus { Action = PlanAction.Create, Restart = false } : null;
            return new Outcome
            {
                Ready = Verdict.False(Reasons.RemoteMissing, "The object does not exist in the workspace"),
                Synced = Verdict.False(pass.Management == ManagementPolicy.Plan ? Reasons.ChangesPlanned : Reasons.RemoteMissing, "It would be created"),
                RequeueAfter = timing.JitteredObserve,
            };
        }

        fence.Check();
        ledger.Attempting(pass.Uid);
        string id;
        try
        {
            id = await external.CreateAsync(pass.Working, pass.Marker, pass.Client, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DatabricksException { Error.MayHaveTakenEffect: false } or DependencyMissingException)
        {
            ledger.Refused(pass.Uid);
            throw;
        }

        external.DescribeCreated(pass.Working, id, pass.Client);
        pass.Working.Status.WorkspaceId ??= pass.Client.OrgId;
        pass.Working.Status.AppliedFields = [.. external.DesiredFields(pass.Working, pass.Marker)];
        pass.Note("Created", $"Created {id}");
        return Outcome.InProgress(Reasons.Provisioning, "The workspace is preparing it", timing.Transition);
    }

    private async Task<Outcome> ConvergeAsync(Pass<TEntity> pass, TObserved observed, CancellationToken cancellationToken)
    {
        var isAdoption = external.RecordedId(pass.Working) is null;
        external.Describe(pass.Working, observed, pass.Client);
        var decision = external.Decide(pass.Working, observed, pass.Marker);
        var isDrift = DriftRecord.Update(pass, decision, isAdoption, time.GetUtcNow());
        if (pass.Management != ManagementPolicy.Manage)
        {
            return ReadOnly.Conclude(pass, decision, external.Assess(pass.Working, observed), timing);
        }

        if (decision.Action == PlanAction.None)
        {
            if (decision.Power == PowerChange.None)
            {
                pass.Working.Status.AppliedFields = [.. external.DesiredFields(pass.Working, pass.Marker)];
                return external.Assess(pass.Working, observed);
            }
        }
        else if (decision.Action == PlanAction.Wait)
        {
            return Outcome.InProgress(Reasons.Updating, decision.Message, timing.Transition, Verdict.False(isDrift ? Reasons.DriftCorrecting : Reasons.Updating, decision.Message));
        }
        else if (isDrift && pass.Working.Spec.Policies?.Drift == DriftPolicy.Report)
        {
            var message = $"Differs from the spec, and policies.drift is Report: {string.Join(", ", decision.Fields)}";
            return external.Assess(pass.Working, observed) with { Synced = Verdict.False(Reasons.DriftDetected, message) };
        }

        fence.Check();
        await external.ActAsync(pass.Working, observed, decision, pass.Marker, pass.Client, cancellationToken).ConfigureAwait(false);
        pass.Note(isDrift ? "DriftCorrected" : decision.Action == PlanAction.None ? decision.Power.ToString() : decision.Action.ToString(), decision.Message);
        if (decision.ChangesSettings)
        {
            pass.Working.Status.AppliedFields = [.. external.DesiredFields(pass.Working, pass.Marker)];
        }

        return external.AfterAction(decision);
    }
}
