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
    private readonly RowRequests requests = new();
    private readonly SharedLists<TRow> lists;
    private readonly WorkspaceClient client;

    /// <param name="client">Of the workspace.</param>
    /// <param name="rows">How its list is read.</param>
    /// <param name="audience">Is notified of changes.</param>
    /// <param name="timing">How often it is listed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="closed">Ends a list under way: those who asked for it come and go.</param>
    public WorkspaceObserver(
        WorkspaceClient client, IObservedRows<TRow> rows, IObservationAudience audience, ObservationTiming timing, TimeProvider time, CancellationToken closed)
    {
        (this.client, this.rows, this.timing, this.time) = (client, rows, timing, time);
        writes = new OwnWrites(timing.ListLag);
        lists = new SharedLists<TRow>(new ListReader<TRow>(client, rows, audience, writes, requests, time), audience, writes, timing, time, closed);
    }

    /// <summary>False before the first list and while lists fail: owners then read their objects themselves.</summary>
    public bool IsLive => lists.Last is not null && lists.Failures <= timing.ToleratedFailures;

    /// <summary>
    /// True when the last list contains that object and its owner was known while the list was read: the next list is then read, and shows a change of it. Once
    /// a list contains no owned object, no further list is read until somebody asks for one.
    /// </summary>
    public bool Follows(string id) => lists.Last?.Find(id) is { IsOwned: true };

    /// <summary>True while nothing was ever seen of the workspace and its first list is on its way.</summary>
    public bool IsReadingFirst => lists is { Last: null, Running: not null, Failures: 0 };

    /// <summary>How far the list under way has come; null when there is none.</summary>
    public ListProgress? Progress => lists.Running is { } reading ? new ListProgress(reading.Begun, reading.Pages) : null;

    private TimeSpan RowAge => 1.5 * timing.Interval;

    /// <summary>
    /// Between lists while many objects are on their way. Where calls are scarce the pages of a large workspace take a small part of them only.
    /// </summary>
    private TimeSpan BusyInterval => lists.Last is { } list && !client.HasCallsToSpare
        ? Pace(list, timing.ListShare, timing.TransitionInterval)
        : timing.TransitionInterval;

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
    /// The row of that object from a page asked for at or after that time, and seconds ago at most; null when there is none, and the next list is then to keep
    /// one.
    /// </summary>
    public TRow? FindSince(string id, DateTimeOffset notBefore)
    {
        if (lists.Last?.Find(id) is { Row: { } row } entry && entry.AskedAt >= Recent(notBefore) && writes.AreShownBy(id, entry.AskedAt, entry.Fingerprint))
        {
            return row;
        }

        requests.Add(id, time.GetUtcNow());
        lists.Want();
        return null;
    }

    /// <summary>True while the next list is going to have the row that <see cref="FindSince"/> did not, and comes within seconds anyway.</summary>
    public bool IsComing(string id) =>
        lists is { Last: { } list, Failures: 0 } && requests.IsMadeSince(id, list.Begun) && MovingSince(list) > list.Pages;

    /// <summary>
    /// Other objects with the marker of that one, as the last list showed them: a creation whose reply was lost may have succeeded after all. A list begun
    /// before the object was made or changed says nothing, because what it shows may be the predecessor.
    /// </summary>
    public IReadOnlyList<string> OthersWithMarker(string marker, string exceptId) =>
        lists.Last is { } list && list.OthersWithMarker(marker, exceptId) is { Count: > 0 } others && !writes.IsWrittenSince(exceptId, list.Begun)
            ? others
            : [];

    /// <summary>
    /// True while the next list is going to show a write of our own to that object, and comes within seconds anyway, because many objects are on their way: a
    /// get for each of them would cost more. Never for long: where no list comes, a get has to tell.
    /// </summary>
    public bool IsAboutToShow(string id) =>
        lists is { Last: { } list, Failures: 0 } && writes.IsWrittenSince(id, Recent(list.Begun)) && MovingSince(list) > list.Pages;

    /// <summary>True when the workspace accepted the deletion of the object a moment ago.</summary>
    public bool IsDeleted(string id) => writes.DeletedAt(id) is not null;

    /// <summary>
    /// True when a list begun after that does not have the object any more. Without a deletion of our own it might be there all the same (behavior §2.3).
    /// </summary>
    public bool IsGone(string id) => writes.DeletedAt(id) is { } deleted && lists.Last is { } list && list.Begun > deleted && list.Find(id) is null;

    /// <summary>To be called when the workspace has accepted the deletion of the object.</summary>
    public void Deleted(string id)
    {
        writes.Add(id, time.GetUtcNow(), lists.Last?.Find(id)?.Fingerprint, isDeletion: true);
        requests.Remove(id);
        lists.Want();
    }

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
        using var timer = new PeriodicTimer(timing.Tick, time);
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

        requests.ForgetBefore(time.GetUtcNow() - timing.ListLag);

        try
        {
            if (IsDue())
            {
                // While many objects are on their way people wait for them, and a page of the list spares a call for each of its rows.
                using var priority = CallPriorityScope.Begin(lists.Last is { } last && IsBusy(last) ? CallPriority.SharedList : CallPriority.Observation);
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
        if (client.IsRetired)
        {
            return false;
        }

        if (lists.Last is not { } list)
        {
            return lists.IsWanted && lists.SinceAttempt >= timing.Interval;
        }

        // Half a tick early rather than a whole one late: a change is to be seen within the interval.
        return (lists.IsWanted || list.HasOwners) && lists.SinceAttempt + (timing.Tick / 2) >= Pause(list);
    }

    /// <summary>
    /// What was written is shown by the very next list, so with calls to spare there is nothing to wait for; what is on its way may take minutes.
    /// </summary>
    private TimeSpan Pause(ObservedList<TRow> list) =>
        !IsBusy(list) ? timing.Interval
        : UnshownSince(list) > list.Pages && client.HasCallsToSpare ? Pace(list, timing.SpareShare, timing.Tick)
        : BusyInterval;

    /// <summary>The time in which that share of the workspace's calls suffices for the pages of the list.</summary>
    private TimeSpan Pace(ObservedList<TRow> list, double share, TimeSpan atLeast) =>
        TimeSpan.FromSeconds(Math.Max(atLeast.TotalSeconds, list.Pages / (share * client.CallsPerSecond)));

    /// <summary>That time, or a few seconds ago where it is longer past.</summary>
    private DateTimeOffset Recent(DateTimeOffset since) => time.GetUtcNow() - (3 * BusyInterval) is var oldest && since > oldest ? since : oldest;

    private bool IsBusy(ObservedList<TRow> list) =>
        MovingSince(list) is var moving && (moving > list.Pages || (rows.TellsOfEach && moving == list.Pages));

    private int MovingSince(ObservedList<TRow> list) => list.InTransition + UnshownSince(list);

    /// <summary>As many as matter, which is one more than pages: each pass of a large workspace asks.</summary>
    private int UnshownSince(ObservedList<TRow> list) =>
        writes.CountSince(list.Begun, id => list.Find(id) is not { IsInTransition: true }, atMost: list.Pages + 1)
        + requests.CountSince(list.Begun, atMost: list.Pages + 1);
}
