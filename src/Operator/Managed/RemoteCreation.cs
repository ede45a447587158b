using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.Managed;

/// <summary>Creates the remote object, and keeps account of what an attempt may have left behind.</summary>
internal sealed class RemoteCreation<TEntity, TObserved>(IExternalClient<TEntity, TObserved> external, CreationLedger ledger, IWriteFence fence, ManagedTiming timing)
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>Exactly one call that creates.</summary>
    public async Task<Outcome> CreateAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        fence.Check();
        var wasUntouched = ledger.IsUntouched(pass.Uid);
        ledger.Attempted(pass.Uid);
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
        catch
        {
            // Whatever it was, it may take effect later than now: the grace begins at the end of the attempt.
            ledger.Attempted(pass.Uid);
            throw;
        }

        ledger.Created(pass.Uid, isOnlyAttempt: wasUntouched);
        return Created(pass, id);
    }

    private Outcome Created(Pass<TEntity> pass, string id)
    {
        external.DescribeCreated(pass.Working, id, pass.Client);
        var status = pass.Working.Status;
        status.WorkspaceId ??= pass.Client.OrgId;
        status.AppliedFields = [.. external.DesiredFields(pass.Working, pass.Marker)];
        pass.Note("Created", $"Created {id}");
        var outcome = external.AfterCreation(pass.Working);
        if (outcome is not null)
        {
            ledger.Seen(pass.Uid);
        }

        if (external.DesiredSettings(pass.Working, pass.Marker) is { } desired)
        {
            PartRecords.Begin(status, outcome is null ? null : desired);
        }

        return outcome ?? Outcome.Created(timing.Transition);
    }
}
