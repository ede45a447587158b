using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.Databricks.Observation;

/// <summary>
/// Reads all objects of one kind in one workspace with one list, and notifies the owners of those that changed. A thousand quiet objects cost the pages of a
/// list instead of a thousand calls (behavior §8).
/// </summary>
public sealed class WorkspaceObserver<TRow>
    where TRow : class
{
    private readonly IObservedRows<TRow> rows;
    private readonly ObservationTiming timing;
    private readonly TimeProvider time;
    private readonly OwnWrites writes;
    private readonly SharedLists<TRow> lists;

    /// <param name="client">Of the workspace.</param>
    /// <param name="rows">How its list is read.</param>
    /// <param name="audience">Is notified of changes.</param>
    /// <param name="timing">How often it is listed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="closed">Ends a list under way: those who asked for it come and go.</param>
    public WorkspaceObserver(
        WorkspaceClient client, IObservedRows<TRow> rows, IObservationAudience audience, ObservationTiming timing, TimeProvider time, CancellationToken closed)
    {
        (this.rows, this.timing, this.time) = (rows, timing, time);
        writes = new OwnWrites(timing.ListLag);
        lists = new SharedLists<TRow>(new ListReader<TRow>(client, rows, audience, writes, time), audience, writes, timing, time, closed);
    }

    /// <summary>False while changes might go unnoticed: before the first list, and while lists fail. Owners then look for themselves.</summary>
    public bool IsLive => lists.Last is not null && lists.Failures <= timing.ToleratedFailures;

    /// <summary>True while nothing was ever seen of the workspace and its first list is on its way.</summary>
    public bool IsReadingFirst => lists is { Last: null, Running: not null, Failures: 0 };

    /// <summary>How far the list under way has come; null when there is none.</summary>
    public ListProgress? Progress => lists.Running is { } reading ? new ListProgress(reading.Begun, reading.Pages) : null;

    private TimeSpan RowAge => 1.5 * timing.Interval;

    private TimeSpan Tick => timing.TransitionInterval < timing.Interval ? timing.TransitionInterval : timing.Interval;

    /// <summary>
    /// A list begun at or after that time; callers at the same time share one. Null when it is not there within <see cref="ObservationTiming.Patience"/>: it
    /// goes on being read, and the audience hears when it has ended.
    /// </summary>
    /// <exception cref="DatabricksException">It could not be read to its end.</exception>
    public Task<ObservedList<TRow>?> ListSinceAsync(DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        lists.Want();
        return lists.SinceAsync(notBefore, cancellationToken);
    }

    /// <summary>For those who could not wait for the end of a list begun at or after then: throws what it failed with, unless one succeeded since.</summary>
    public void ThrowIfFailedSince(DateTimeOffset notBefore) => lists.ThrowIfFailedSince(notBefore);

    /// <summary>
    /// The row of that object where it tells the truth about now; null when only a get can: no recent list, a write of our own that it may not
    /// show, a truncated row, or one that was dropped because nothing had moved. Waits a moment for the very first list.
    /// </summary>
    /// <exception cref="DatabricksException">The first list could not be read now, and a get would fare no better.</exception>
    public async Task<TRow?> GlimpseAsync(string id, CancellationToken cancellationToken)
    {
        lists.Want();
        var list = lists.Last ?? await FirstAsync(cancellationToken).ConfigureAwait(false);
        return list?.Find(id) is { Row: { } row } entry && IsFresh(list, entry) && writes.AreShownBy(id, entry.AskedAt, entry.Fingerprint) ? row : null;
    }

    /// <summary>
    /// Other objects with the marker of that one, as the last list showed them: a creation whose reply was lost may have succeeded after all. A list begun
    /// before the object was made or changed says nothing, because what it shows may be the predecessor.
    /// </summary>
    public IReadOnlyList<string> OthersWithMarker(string marker, string exceptId) =>
        lists.Last is { } list && list.OthersWithMarker(marker, exceptId) is { Count: > 0 } others && !writes.IsWrittenSince(exceptId, list.Begun)
            ? others
            : [];

    /// <summary>To be called after every call that may have changed the object, whether it succeeded or not.</summary>
    public void Wrote(string id)
    {
        writes.Add(id, time.GetUtcNow(), lists.Last?.Find(id)?.Fingerprint);
        lists.Want();
    }

    /// <summary>
    /// Lists until it is cancelled, as long as objects have owners or are asked for. A list that fails is tried again; it never ends the loop.
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

    /// <summary>Lists if it is time to.</summary>
    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        if (lists.Last is { } list && time.GetUtcNow() - list.Ended > RowAge)
        {
            list.ReleaseRows();
        }

        try
        {
            if (IsDue())
            {
                await lists.RunningOrNew().End.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DatabricksException)
        {
            // Counted where it happened. The owners hear of it, and their own calls say what is wrong.
        }
    }

    /// <summary>
    /// What is on its way is where its page showed it for a moment only. Anything else is what the list says for as long as lists come: one that took minutes
    /// is no older at its end than the next one will be.
    /// </summary>
    private bool IsFresh(ObservedList<TRow> list, ObservedRow<TRow> row) =>
        row.IsInTransition ? time.GetUtcNow() - row.AskedAt <= 1.5 * timing.TransitionInterval : time.GetUtcNow() - list.Ended <= RowAge;

    /// <summary>Null where lists fail for reasons of their own, a missing right or a failure a moment ago, and where the first one takes long.</summary>
    private async Task<ObservedList<TRow>?> FirstAsync(CancellationToken cancellationToken)
    {
        if (lists.Failures > 0 && lists.SinceAttempt < timing.Interval)
        {
            return null;
        }

        try
        {
            return await lists.SinceAsync(DateTimeOffset.MinValue, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Error.Kind is DatabricksErrorKind.PermissionDenied or DatabricksErrorKind.Invalid)
        {
            return null;
        }
    }

    private bool IsDue()
    {
        if (lists.Last is not { } list)
        {
            return lists.IsWanted && lists.SinceAttempt >= timing.Interval;
        }

        var moving = list.InTransition + writes.CountSince(list.Begun);
        var isBusy = moving > list.Pages || (rows.TellsOfEach && moving == list.Pages);
        // Half a tick early rather than a whole one late: a change is to be seen within the interval.
        return (lists.IsWanted || list.HasOwners) && lists.SinceAttempt + (Tick / 2) >= (isBusy ? timing.TransitionInterval : timing.Interval);
    }
}
