using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.Managed;

/// <summary>Creates the remote object, and keeps account of what an attempt may have left behind.</summary>
internal sealed class ExternalCreation<TEntity, TObserved>(
    ExternalObjects<TEntity, TObserved> external, CreationLedger ledger, IWriteFence fence, ReconcileIntervals timing)
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>Exactly one call that creates.</summary>
    public async Task<ReconcileOutcome> CreateAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        fence.Check();
        var wasUntouched = ledger.IsUntouched(pass.Uid);
        ledger.Attempted(pass.Uid);
        Creation creation;
        try
        {
            creation = await external.CreateAsync(pass.Working, pass.Marker, pass.Client, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Attempt.LeftNothing(exception))
        {
            if (wasUntouched || !external.Kind.HasIdempotentCreate)
            {
                // Where nothing was searched for, a refusal tells nothing of the attempts before it.
                ledger.Refused(pass.Uid);
            }

            throw;
        }
        catch
        {
            // Whatever it was, it may take effect later than now: the grace begins at the end of the attempt.
            ledger.Attempted(pass.Uid);
            throw;
        }

        ledger.Created(pass.Uid, isOnlyAttempt: wasUntouched);
        return Created(pass, creation);
    }

    private ReconcileOutcome Created(Pass<TEntity> pass, Creation creation)
    {
        var status = pass.Working.Status;
        status.WorkspaceId ??= pass.Client.OrgId;
        status.AppliedFields = [.. creation.Applied];
        pass.Note("Created", $"Created {creation.Id}");
        if (creation.Outcome is not null)
        {
            ledger.Seen(pass.Uid);
        }

        if (creation.Desired is { } desired)
        {
            PartRecords.Begin(status, creation.Outcome is null ? null : desired);
        }

        return creation.Outcome ?? ReconcileOutcome.Created(timing.Transition);
    }
}
