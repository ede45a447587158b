using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.Databricks.Observation;

/// <summary>
/// Looks at all objects of one kind in one workspace with one list, and tells the owners of those that moved. A thousand quiet objects cost the pages of a
/// list instead of a thousand calls (F§8).
/// </summary>
public sealed class WorkspaceObserver<TRow>(
    WorkspaceClient client, IObservedRows<TRow> rows, IObservationAudience audience, ObservationTiming timing, TimeProvider time) : IDisposable
    where TRow : class
{
    private readonly SemaphoreSlim listing = new(1);
    private readonly OwnWrites writes = new(timing.ListLag);
    private ObservedList<TRow>? last;
    private long attemptedAt;
    private int failures;
    private bool isWanted;

    private TimeSpan Tick => timing.TransitionInterval < timing.Interval ? timing.TransitionInterval : timing.Interval;

    /// <summary>False while changes might go unnoticed: before the first list, and while lists fail. Owners then look for themselves.</summary>
    public bool IsLive => Volatile.Read(ref last) is not null && Volatile.Read(ref failures) <= timing.ToleratedFailures;

    /// <summary>A list begun at or after that time; callers at the same time share one.</summary>
    /// <exception cref="DatabricksException">It could not be read to its end.</exception>
    public Task<ObservedList<TRow>> ListSinceAsync(DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        Volatile.Write(ref isWanted, true);
        return ShareAsync(notBefore, cancellationToken);
    }

    /// <summary>
    /// The row of that object where it tells the truth about now; null when only a get can: no recent list, a write of our own that it may not
    /// show, a truncated row, or one that was dropped because nothing had moved. Waits for the very first list.
    /// </summary>
    /// <exception cref="DatabricksException">The first list could not be read now, and a get would fare no better.</exception>
    public async Task<TRow?> GlimpseAsync(string id, CancellationToken cancellationToken)
    {
        Volatile.Write(ref isWanted, true);
        var list = Volatile.Read(ref last) ?? await FirstAsync(cancellationToken).ConfigureAwait(false);
        return list?.Find(id) is { Row: { } row } entry
            && time.GetUtcNow() - list.Begun <= 1.5 * (entry.IsInTransition ? timing.TransitionInterval : timing.Interval)
            && writes.AreShownBy(id, list.Begun, entry.Fingerprint)
                ? row
                : null;
    }

    /// <summary>To be told after every call that may have changed the object, whether it succeeded or not.</summary>
    public void Wrote(string id)
    {
        writes.Add(id, time.GetUtcNow(), Volatile.Read(ref last)?.Find(id)?.Fingerprint);
        Volatile.Write(ref isWanted, true);
    }

    /// <summary>
    /// Lists for as long as it is not cancelled and somebody owns or asks for something. A list that fails is tried again; it never ends the loop.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var priority = CallPriorityScope.Begin(CallPriority.Observation);
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await TickAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => listing.Dispose();

    private async Task<ObservedList<TRow>> ShareAsync(DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        await listing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return last is { } recent && recent.Begun >= notBefore ? recent : await ListAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            listing.Release();
        }
    }

    /// <summary>Null where lists fail for reasons of their own: a right that is missing, a failure a moment ago.</summary>
    private async Task<ObservedList<TRow>?> FirstAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref failures) > 0 && time.GetElapsedTime(attemptedAt) < timing.Interval)
        {
            return null;
        }

        try
        {
            return await ShareAsync(DateTimeOffset.MinValue, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Error.Kind is DatabricksErrorKind.PermissionDenied or DatabricksErrorKind.Invalid)
        {
            return null;
        }
    }

    /// <summary>Lists if it is time to.</summary>
    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (IsDue())
            {
                await ShareAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DatabricksException)
        {
            // Counted where it happened. The owners hear of it, and their own calls say what is wrong.
        }
    }

    private bool IsDue()
    {
        if (Volatile.Read(ref last) is not { } list)
        {
            return Volatile.Read(ref isWanted) && time.GetElapsedTime(attemptedAt) >= timing.Interval;
        }

        var moving = list.InTransition + writes.CountSince(list.Begun);
        var isBusy = moving > list.Pages || (rows.TellsOfEach && moving == list.Pages);
        // Half a tick early rather than a whole one late: a change is to be seen within the interval.
        var elapsed = time.GetElapsedTime(attemptedAt) + (Tick / 2);
        return (Volatile.Read(ref isWanted) || list.HasOwners) && elapsed >= (isBusy ? timing.TransitionInterval : timing.Interval);
    }

    private async Task<ObservedList<TRow>> ListAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetUtcNow();
        attemptedAt = time.GetTimestamp();
        Volatile.Write(ref isWanted, false);
        try
        {
            var (list, moved) = await ReadAsync(begun, last, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref last, list);
            Volatile.Write(ref failures, 0);
            writes.ForgetBefore(begun);
            audience.Moved(moved);
            return list;
        }
        catch (DatabricksException)
        {
            Failed();
            throw;
        }
    }

    /// <summary>Page by page, so that a large workspace is never in memory as a whole.</summary>
    private async Task<(ObservedList<TRow> List, IReadOnlyCollection<string> Moved)> ReadAsync(
        DateTimeOffset begun, ObservedList<TRow>? before, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ObservedRow<TRow>>(before?.Count ?? 0, StringComparer.Ordinal);
        var moved = new HashSet<string>(StringComparer.Ordinal);
        var pages = 0;
        await foreach (var page in rows.PagesAsync(client, cancellationToken).ConfigureAwait(false))
        {
            pages++;
            foreach (var row in page)
            {
                if (rows.IdOf(row) is { Length: > 0 } id)
                {
                    found[id] = Reduce(id, row, before?.Find(id), moved);
                }
            }
        }

        // Not in the list is no proof of deletion (F§2.3), but a reason to look. What was made since the list before was in none yet.
        moved.UnionWith((before?.Rows.Keys ?? []).Concat(writes.Ids).Where(id => !found.ContainsKey(id) && audience.Owns(id)));
        return (new ObservedList<TRow>(begun, Math.Max(1, pages), found), moved);
    }

    private ObservedRow<TRow> Reduce(string id, TRow row, ObservedRow<TRow>? before, HashSet<string> moved)
    {
        var isOwned = audience.Owns(id);
        var isInTransition = isOwned && rows.IsInTransition(row);
        // What nobody owns is only ever looked for, by marker or name; it is not worth a hash.
        var fingerprint = isOwned ? rows.FingerprintOf(row) : 0;
        var hasMoved = isOwned && before?.Fingerprint != fingerprint;
        if (hasMoved)
        {
            moved.Add(id);
        }

        return new(id, rows.MarkerOf(row), rows.NameOf(row), fingerprint, isOwned, isInTransition, (hasMoved || isInTransition) && rows.IsComplete(row) ? row : null);
    }

    /// <summary>
    /// What was asked for is still to be listed: owners of objects that no list has shown yet would otherwise neither hear of an outage nor be called after it.
    /// </summary>
    private void Failed()
    {
        Volatile.Write(ref isWanted, true);
        if (Interlocked.Increment(ref failures) == timing.ToleratedFailures + 1)
        {
            audience.Moved([.. (last?.Rows.Keys ?? []).Union(writes.Ids).Where(audience.Owns)]);
        }
    }
}
