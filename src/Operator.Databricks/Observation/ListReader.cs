namespace Operator.Databricks.Observation;

/// <summary>Reads a list page by page, so that a large workspace is never in memory as a whole, and finds out whose objects moved.</summary>
internal sealed class ListReader<TRow>(
    WorkspaceClient client, IObservedRows<TRow> rows, IObservationAudience audience, OwnWrites writes, RowRequests requests, TimeProvider time)
    where TRow : class
{
    public async Task<(ObservedList<TRow> List, IReadOnlyCollection<string> Moved)> ReadAsync(
        ListReading<TRow> reading, ObservedList<TRow>? before, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ObservedRow<TRow>>(before?.Count ?? 0, StringComparer.Ordinal);
        var moved = new HashSet<string>(StringComparer.Ordinal);
        var askedAt = reading.Begun;
        await foreach (var page in rows.PagesAsync(client, cancellationToken).ConfigureAwait(false))
        {
            reading.CountPage();
            foreach (var row in page)
            {
                if (rows.IdOf(row) is { Length: > 0 } id)
                {
                    found[id] = Reduce(id, row, askedAt, before?.Find(id), moved);
                }
            }

            askedAt = time.GetUtcNow();
        }

        var list = new ObservedList<TRow>(reading.Begun, time.GetUtcNow(), Math.Max(1, reading.Pages), found);
        // Not in the list is no proof of deletion (behavior §2.3), but a reason to look. What was made since the list before was in none yet.
        moved.UnionWith((before?.Rows.Keys ?? []).Concat(writes.Ids).Where(id => !found.ContainsKey(id) && audience.Owns(id)));
        moved.UnionWith(OfChangedMarkers(list, before));
        return (list, moved);
    }

    /// <summary>
    /// The owned ones whose marker another object bears now, or no longer bears. After a write of ours it is news again, because a list begun before that
    /// was not believed.
    /// </summary>
    private IEnumerable<string> OfChangedMarkers(ObservedList<TRow> list, ObservedList<TRow>? before) =>
        from marker in list.SharedMarkers.Concat(before?.SharedMarkers ?? []).Distinct(StringComparer.Ordinal)
        let ids = list.WithMarker(marker)
        let isNews = before is null || !ids.ToHashSet(StringComparer.Ordinal).SetEquals(before.WithMarker(marker))
        from id in ids
        where audience.Owns(id) && (isNews || writes.IsWrittenSince(id, before!.Begun))
        select id;

    private ObservedRow<TRow> Reduce(string id, TRow row, DateTimeOffset askedAt, ObservedRow<TRow>? before, HashSet<string> moved)
    {
        var isOwned = audience.Owns(id);
        var isInTransition = isOwned && rows.IsInTransition(row);
        // An object without an owner is only ever searched for, by marker or name; it is not worth a hash.
        var fingerprint = isOwned ? rows.FingerprintOf(row) : 0;
        var hasMoved = isOwned && (before?.Fingerprint != fingerprint || writes.MayHaveBeenTakenBack(id, askedAt, before.AskedAt, fingerprint));
        if (hasMoved)
        {
            moved.Add(id);
        }

        return new(id, rows.MarkerOf(row), rows.NameOf(row), fingerprint, isOwned, isInTransition)
        {
            AskedAt = askedAt,
            Row = (hasMoved || isInTransition || IsAskedFor(id, askedAt, before)) && rows.IsComplete(row) ? row : null,
        };
    }

    /// <summary>A pass that is to see our own write may come after the list that first showed it.</summary>
    private bool IsAskedFor(string id, DateTimeOffset askedAt, ObservedRow<TRow>? before) =>
        requests.Contains(id) || (before?.Row is not null && writes.IsRecent(id, askedAt));
}
