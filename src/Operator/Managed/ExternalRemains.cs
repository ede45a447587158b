using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>What a resource that is being deleted still has in the workspace.</summary>
internal sealed class ExternalRemains<TEntity, TObserved>(
    ExternalObjects<TEntity, TObserved> external, ExternalOwnership<TEntity, TObserved> ownership, CreationLedger ledger, TimeProvider time)
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>The recorded object, and others with its marker that a list has shown.</summary>
    public async Task<IReadOnlyList<TObserved>> RecordedAsync(Pass<TEntity> pass, string recorded, CancellationToken cancellationToken)
    {
        List<TObserved> remains = [];
        if (!external.IsGone(pass.Working, recorded, pass.Client)
            && await external.ObserveLeavingAsync(pass.Working, recorded, pass.Client, cancellationToken).ConfigureAwait(false) is { } observed)
        {
            ledger.Seen(pass.Uid);
            remains.Add(observed);
        }

        foreach (var id in external.Duplicates(pass.Working, pass.Marker, pass.Client))
        {
            if (await external.ObserveAsync(pass.Working, id, LookSource.Object, pass.Client, cancellationToken).ConfigureAwait(false) is { } second
                && await IsOwnAsync(pass, second, cancellationToken).ConfigureAwait(false))
            {
                remains.Add(second);
            }
        }

        return remains;
    }

    /// <summary>What carries the marker and is not a copy that a person made.</summary>
    /// <exception cref="ListPendingException">A read denies what the list shows; the resource must not go before a list that does not.</exception>
    public async Task<IReadOnlyList<TObserved>> MarkedAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        List<TObserved> marked = [];
        var found = await external.SearchAsync(pass.Working, pass.Marker, pass.Client, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (found.Contradiction is { } contradiction)
        {
            throw new ListPendingException(contradiction);
        }

        foreach (var candidate in found.Objects)
        {
            if (await IsOwnAsync(pass, candidate, cancellationToken).ConfigureAwait(false))
            {
                marked.Add(candidate);
            }
        }

        return marked;
    }

    private async Task<bool> IsOwnAsync(Pass<TEntity> pass, TObserved candidate, CancellationToken cancellationToken)
    {
        if (!OwnerMarker.IsSame(external.Kind.MarkerOf(candidate), pass.Marker))
        {
            return false;
        }

        if (!await ownership.IsCopyAsync(pass, candidate, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        pass.Note(
            "LeftAlone",
            $"{external.Kind.IdOf(candidate)} carries this resource's marker but was created by {external.Kind.CreatorOf(candidate)}; it was left alone",
            isWarning: true);
        return false;
    }
}
