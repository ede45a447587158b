using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.Managed;

/// <summary>Brings a remote object that is there to what its spec asks, by at most one call a pass, and says how it stands.</summary>
internal sealed class ExternalUpdate<TEntity, TObserved>(
    ExternalObjects<TEntity, TObserved> external, UpdateLedger ledger, IWriteFence fence, ReconcileIntervals timing, TimeProvider time,
    IDecisionLog? decisions = null)
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    public async Task<ReconcileOutcome> ApplyAsync(Pass<TEntity> pass, TObserved observed, Change change, CancellationToken cancellationToken)
    {
        var isAdoption = external.Kind.RecordedId(pass.Working) is null;
        var readiness = await external.ReadAsync(pass.Working, observed, change, pass.Client, cancellationToken).ConfigureAwait(false);
        var records = new PartRecords(pass.Working.Status, pass.Generation);
        var isManaged = pass.Management == ManagementPolicy.Manage;
        var onlyReports = pass.Management != ManagementPolicy.Observe && pass.Working.Spec.Policies?.Drift == DriftPolicy.Report;
        var choice = PartChoice.Of(change, records, isAdoption, onlyReports);
        if (isManaged && ledger.UntilCertain(pass.Uid, choice, records) is { Ticks: > 0 } left)
        {
            // A list or an export from before the end of the wait shows no more than this look, and must not be taken for the state of the object then.
            external.Invalidate(external.Kind.IdOf(observed), pass.Client);
            return ReconcileOutcome.Sent(Reasons.Updating, "Waiting until reads of the workspace show every change that was sent", left);
        }

        decisions?.Decided(pass.Working, choice, isAdoption);
        records.RecordObserved(choice);
        DriftDetector.Update(pass, choice.Drift, time.GetUtcNow());
        return isManaged
            ? await ConvergeAsync(pass, observed, choice, records, readiness, cancellationToken).ConfigureAwait(false)
            : ObserveOnly.Conclude(pass, choice, readiness);
    }

    private async Task<ReconcileOutcome> ConvergeAsync(
        Pass<TEntity> pass, TObserved observed, PartChoice choice, PartRecords records, ReconcileOutcome readiness, CancellationToken cancellationToken)
    {
        if (choice.Next is { Action: PlanAction.Wait, Message: var message })
        {
            return ReconcileOutcome.InProgress(
                Reasons.Updating, message, timing.Transition, ConditionValue.False(choice.IsDrift ? Reasons.DriftCorrecting : Reasons.Updating, message));
        }

        if (!choice.Next.IsNothing)
        {
            return await UpdateAsync(pass, observed, choice, records, cancellationToken).ConfigureAwait(false);
        }

        records.RecordApplied(choice.Next);
        return UnappliedDifferences.Conclude(choice, readiness);
    }

    private async Task<ReconcileOutcome> UpdateAsync(
        Pass<TEntity> pass, TObserved observed, PartChoice choice, PartRecords records, CancellationToken cancellationToken)
    {
        var change = choice.Next;
        fence.Check();
        pass.IsOutdated = !choice.IsDrift && change.ChangesSettings;
        var outcome = await SendAsync(pass, observed, choice, cancellationToken).ConfigureAwait(false);
        pass.IsOutdated = false;
        records.RecordUpdate(choice.Acting);
        pass.Note(choice.IsDrift ? "DriftCorrected" : change.Action == PlanAction.None ? change.Power.ToString() : change.Action.ToString(), change.Message);
        if (change.ChangesSettings)
        {
            records.RecordApplied(change);
        }

        return choice.IsDrift ? outcome with { Synced = ConditionValue.False(Reasons.DriftCorrecting, change.Message) } : outcome;
    }

    private async Task<ReconcileOutcome> SendAsync(Pass<TEntity> pass, TObserved observed, PartChoice choice, CancellationToken cancellationToken)
    {
        ReconcileOutcome outcome;
        try
        {
            outcome = await external.UpdateAsync(pass.Working, observed, choice.Next, pass.Client, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!Attempt.LeftNothing(exception))
        {
            // It may take effect later than now.
            ledger.Sent(pass.Uid, choice.Acting);
            throw;
        }

        ledger.Sent(pass.Uid, choice.Acting);
        return outcome;
    }
}
