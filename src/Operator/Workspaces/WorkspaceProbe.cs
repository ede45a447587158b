using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Databricks.Identity;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Status;
using Operator.Workspaces.Credentials;

namespace Operator.Workspaces;

/// <summary>
/// Finds out whether a workspace can be used now: reads the credential, asks the workspace who it is, and whether it is still the same workspace.
/// </summary>
internal sealed class WorkspaceProbe(
    WorkspaceClients clients, IEnumerable<IWorkspaceDependents> users, OperatorIdentities identities, NamespaceAdmission admission, OperatorOptions options,
    ReconcileIntervals timing, TimeProvider time)
{
    /// <summary>Between reconciles of a workspace that is Ready; a refused call of any object brings the next one forward.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>An outage longer than this is shown in Ready.</summary>
    private static readonly TimeSpan OutagePatience = TimeSpan.FromMinutes(10);

    public async Task<ReconcileOutcome> RunAsync(Pass<DatabricksWorkspace> pass, CancellationToken cancellationToken)
    {
        using var priority = CallPriorityScope.Begin(CallPriority.UserEdit);
        var working = pass.Working;
        if (Refused(working) is { } refusal)
        {
            return refusal;
        }

        if (!clients.TryOpen(working, out var open, out var problem))
        {
            return ReconcileOutcome.Stalled(Reasons.InvalidSpec, problem);
        }

        open.IsProbing = true;
        try
        {
            return await ProbeAsync(pass, open, cancellationToken).ConfigureAwait(false);
        }
        catch (DependencyMissingException exception)
        {
            return exception.ToOutcome(timing.Dependency);
        }
        catch (DatabricksException exception)
        {
            return Failed(working.Status, exception.Error, open);
        }
        finally
        {
            open.IsProbing = false;
        }
    }

    /// <summary>
    /// What only an edit can mend: a spec that contradicts itself, one that asks for an identity its namespace may not use, or one that suspends the workspace.
    /// </summary>
    private ReconcileOutcome? Refused(DatabricksWorkspace working)
    {
        if (WorkspaceSpecValidator.Problems(working.Spec, options.AllowInsecureHosts, identities)
            .Concat(admission.Problem(working.Spec) is { } unknowable ? [unknowable] : []).ToList() is { Count: > 0 } problems)
        {
            return ReconcileOutcome.Stalled(Reasons.InvalidSpec, string.Join("; ", problems));
        }

        return OperatorIdentities.AreAskedForBy(working.Spec.Auth)
            && identities.UseProblem(working.Metadata.NamespaceProperty, working.Spec.Auth.WorkloadIdentity?.Audience) is { } problem
            ? ReconcileOutcome.Stalled(Reasons.PermissionDenied, problem)
            : working.Spec.Suspend == true ? ReconcileOutcome.Suspended("spec.suspend is true: nothing is called in the workspace")
            : null;
    }

    private async Task<ReconcileOutcome> ProbeAsync(Pass<DatabricksWorkspace> pass, WorkspaceSession open, CancellationToken cancellationToken)
    {
        var working = pass.Working;
        var (isRenewed, missing) = await RefreshAsync(open, working.Metadata.Generation, cancellationToken).ConfigureAwait(false);
        var user = await MeAsync(open, missing, cancellationToken).ConfigureAwait(false);
        if (OtherWorkspace(working, open) is { } conflict)
        {
            return conflict;
        }

        Describe(pass, open, user);
        if (missing is not null)
        {
            return FromMemory(working, missing);
        }

        open.Proven(working.Metadata.Generation);
        if (isRenewed)
        {
            // Those whose calls were refused would try again only when their time comes.
            Requeue(working);
        }

        return ReconcileOutcome.Available(
            $"Signed in as {working.Status.UserName}") with
        { RequeueAfter = Interval * (0.9 + (0.1 * Random.Shared.NextDouble())) };
    }

    private static async Task<CurrentUser> MeAsync(WorkspaceSession open, DependencyMissingException? missing, CancellationToken cancellationToken)
    {
        try
        {
            return await open.Client.Identity.MeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (missing is not null && exception.Kind is DatabricksErrorKind.Unauthenticated)
        {
            // The value in memory is no longer good, so what is wrong is that the Secret is missing.
            throw missing;
        }
    }

    /// <summary>The second is set where the Secret is missing and the credential in memory stands in for it.</summary>
    private static async Task<(bool IsRenewed, DependencyMissingException? Missing)> RefreshAsync(
        WorkspaceSession open, long? generation, CancellationToken cancellationToken)
    {
        try
        {
            return (await open.RefreshAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (DependencyMissingException exception) when (exception.IsGone && open.OutlivesItsSecret(generation))
        {
            return (false, exception);
        }
    }

    /// <summary>A Secret that is replaced by deleting and creating it takes nothing from anybody.</summary>
    private ReconcileOutcome FromMemory(DatabricksWorkspace working, DependencyMissingException missing) => new()
    {
        Ready = ConditionValue.True(Reasons.Available, $"Signed in as {working.Status.UserName}"),
        Synced = ConditionValue.Unknown(
            Reasons.DependencyNotReady, $"{missing.Message}. Its last value still works, and is used for ten minutes after it went missing"),
        IsReconciling = true,
        RequeueAfter = timing.Dependency,
    };

    private static void Describe(Pass<DatabricksWorkspace> pass, WorkspaceSession open, CurrentUser user)
    {
        var status = pass.Working.Status;
        if (status.WorkspaceId is { } before && open.Client.OrgId is { } now && before != now)
        {
            pass.Note(Reasons.Available, $"Workspace {now} answers in place of {before}; no object lives there");
        }

        status.Host = open.Settings.Host.ToString();
        status.WorkspaceId = open.Client.OrgId ?? status.WorkspaceId;
        status.UserName = StatusText.CutOrNull(user.UserName, StatusLimits.Name) ?? StatusText.CutOrNull(user.Id, StatusLimits.Name);
        status.Credential = open.Credential?.Kind;
    }

    /// <summary>
    /// Behind the same name, or a changed one, answers another workspace: everything that objects have in the first one would look deleted. Where none has
    /// anything there, it is simply the new one.
    /// </summary>
    private ReconcileOutcome? OtherWorkspace(DatabricksWorkspace working, WorkspaceSession open)
    {
        if (open.Client.OrgId is not { } seen || working.Status.WorkspaceId is not { } recorded || seen == recorded)
        {
            return null;
        }

        var elsewhere = users.SelectMany(kind => kind.Of(working)).Where(user => user.WorkspaceId is { } id && id != seen).ToList();
        return elsewhere.Count == 0
            ? null
            : ReconcileOutcome.Stalled(
                Reasons.Conflict,
                $"{open.Settings.Host} answers as workspace {seen}, but {DependentNames.Of(elsewhere)} live in workspace {recorded}. Point spec.host back, or "
                    + "delete these objects "
                    + $"(with the annotation {Annotations.Abandon}: \"true\" what they stand for is left alone)",
                Interval);
    }

    /// <summary>
    /// Ready outlives a short outage: it says that the credential works, and an outage says nothing about that. A credential that has never worked is shown at
    /// once, and a host that has never answered is more likely a wrong name than an outage.
    /// </summary>
    private ReconcileOutcome Failed(DatabricksWorkspaceStatus status, DatabricksError error, WorkspaceSession open)
    {
        var outcome = FailureTable.Classify(error);
        outcome = status.Conditions.IsTrue(ConditionTypes.Ready) ? outcome : outcome with { Grace = null };
        if (status.Host != open.Settings.Host.ToString() && outcome.Synced.Reason == Reasons.ApiUnavailable)
        {
            return NeverAnswered(outcome, open);
        }

        var isLong = outcome.Synced.Reason == Reasons.ApiUnavailable
            && status.Conditions.Find(ConditionTypes.Synced) is { Status: Conditions.Unknown } synced
            && time.GetUtcNow().UtcDateTime - synced.LastTransitionTime >= OutagePatience;
        return isLong && outcome.Ready is null ? outcome with { Ready = ConditionValue.Unknown(outcome.Synced.Reason, outcome.Synced.Message) } : outcome;
    }

    private static ReconcileOutcome NeverAnswered(ReconcileOutcome outcome, WorkspaceSession open)
    {
        var message = $"{outcome.Synced.Message}. {open.Settings.Host} has never answered: check spec.host and the way there";
        var verdict = ConditionValue.Unknown(outcome.Synced.Reason, message);
        return outcome with { Ready = verdict, Synced = verdict, StallsAfter = FailureTable.Patience };
    }

    private void Requeue(DatabricksWorkspace working)
    {
        foreach (var kind in users)
        {
            kind.Requeue(working, Reasons.AuthenticationFailed);
        }
    }
}
