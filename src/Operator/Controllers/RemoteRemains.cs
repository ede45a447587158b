using Operator.Api.V1Alpha1;

namespace Operator.Controllers;

/// <summary>What a resource that is being deleted still has in the workspace.</summary>
internal sealed class RemoteRemains<TEntity, TObserved>(
    IExternalClient<TEntity, TObserved> external, RemoteOwnership<TEntity, TObserved> ownership, CreationLedger ledger, TimeProvider time)
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>The recorded object, and others with its marker that a list has shown.</summary>
    public async Task<IReadOnlyList<TObserved>> RecordedAsync(Pass<TEntity> pass, string recorded, CancellationToken cancellationToken)
    {
        List<TObserved> remains = [];
        foreach (var id in external.Duplicates(pass.Working, pass.Marker, pass.Client).Prepend(recorded))
        {
            if (await external.ObserveAsync(pass.Working, id, pass.Client, cancellationToken).ConfigureAwait(false) is { } observed
                && (id == recorded || OwnerMarker.IsSame(external.MarkerOf(observed), pass.Marker)))
            {
                remains.Add(observed);
            }
        }

        if (remains.Exists(observed => external.IdOf(observed) == recorded))
        {
            ledger.Seen(pass.Uid);
        }

        return remains;
    }

    /// <summary>What carries the marker and is not a copy that a person made.</summary>
    public async Task<IReadOnlyList<TObserved>> MarkedAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        List<TObserved> marked = [];
        foreach (var candidate in await external.SearchAsync(pass.Working, pass.Marker, pass.Client, time.GetUtcNow(), cancellationToken).ConfigureAwait(false))
        {
            if (!OwnerMarker.IsSame(external.MarkerOf(candidate), pass.Marker))
            {
                continue;
            }

            if (await ownership.IsCopyAsync(pass, candidate, cancellationToken).ConfigureAwait(false))
            {
                pass.Note("LeftAlone", $"{external.IdOf(candidate)} carries this resource's marker but was created by {external.CreatorOf(candidate)}; it was left alone", isWarning: true);
                continue;
            }

            marked.Add(candidate);
        }

        return marked;
    }
}
