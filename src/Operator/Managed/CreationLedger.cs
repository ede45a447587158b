using System.Collections.Concurrent;

namespace Operator.Managed;

/// <summary>
/// What this process knows about creations that may have happened without having been recorded. A reply may be lost and a list may lag,
/// so after a possible creation nothing is created until a list begun after the grace has shown that there is nothing. The grace is counted from the end of an
/// attempt: one that hung for a minute may still take effect when it is given up. Measured by the monotonic clock, because the wall clock may be set back.
/// </summary>
internal sealed class CreationLedger(TimeSpan grace, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    private enum Knowledge
    {
        /// <summary>Nothing can have been created.</summary>
        Untouched,

        /// <summary>A creation may have happened, or may still happen.</summary>
        Attempted,

        /// <summary>Reads show the recorded object.</summary>
        Seen,
    }

    /// <summary>This process has just put the finalizer on the object, so that no creation can have been sent for it before.</summary>
    public void Fresh(string uid) => entries.TryAdd(uid, new Entry(Knowledge.Untouched, Since: null));

    /// <summary>A creation is about to be sent, or has ended without an answer that tells whether it took effect.</summary>
    public void Attempted(string uid) => entries[uid] = new Entry(Knowledge.Attempted, time.GetTimestamp());

    /// <summary>The workspace refused: nothing was created.</summary>
    public void Refused(string uid) => entries[uid] = new Entry(Knowledge.Untouched, Since: null);

    /// <summary>
    /// The workspace answered with the id of what it created. That reads may not show it yet still counts from now on.
    /// </summary>
    /// <param name="uid">Of the resource.</param>
    /// <param name="isOnlyAttempt">No attempt before this one can have left an object of its own.</param>
    public void Created(string uid, bool isOnlyAttempt) => entries[uid] = new Entry(Knowledge.Attempted, time.GetTimestamp()) { IsSingle = isOnlyAttempt };

    /// <summary>A read has shown the recorded object: if a later one does not, it is gone.</summary>
    public void Seen(string uid)
    {
        if (!entries.TryGetValue(uid, out var entry))
        {
            // Recorded by an earlier process, maybe a moment ago, so that lists may not show it yet. A second object of its attempts, if there is one, shows in
            // the lists that are read anyway.
            entries.TryAdd(uid, new Entry(Knowledge.Seen, time.GetTimestamp()) { IsSingle = true });
        }
        else if (entry.Knowledge != Knowledge.Seen)
        {
            entries[uid] = entry with { Knowledge = Knowledge.Seen };
        }
    }

    public void Forget(string uid) => entries.TryRemove(uid, out _);

    /// <summary>True when nothing can have been created for it a moment ago, so that a recent list is as good as a new one.</summary>
    public bool IsUntouched(string uid) => entries.TryGetValue(uid, out var entry) && entry.Knowledge == Knowledge.Untouched;

    /// <summary>
    /// How long to wait before the absence of the object means anything. An object met for the first time may have been created by an earlier process until
    /// now.
    /// </summary>
    public TimeSpan UntilCertain(string uid) => Met(uid) is { Knowledge: Knowledge.Attempted } entry ? Left(entry) : TimeSpan.Zero;

    /// <summary>
    /// True when an attempt whose result is not known may have left a second object beside the recorded one: only a list begun after the grace can tell.
    /// </summary>
    public bool MayHaveSecond(string uid) => entries.TryGetValue(uid, out var entry) && entry is { Knowledge: not Knowledge.Untouched, IsSingle: false };

    /// <summary>How long until a list shows whatever the attempts have left.</summary>
    public TimeSpan UntilListsShowAll(string uid) => Left(Met(uid));

    private Entry Met(string uid) => entries.GetOrAdd(uid, _ => new Entry(Knowledge.Attempted, time.GetTimestamp()));

    private TimeSpan Left(Entry entry)
    {
        var remaining = entry.Since is { } since ? grace - time.GetElapsedTime(since) : TimeSpan.Zero;
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    /// <param name="Knowledge">About the recorded object.</param>
    /// <param name="Since">Timestamp of the end of the last attempt, or of the first sight of the resource; null when there was none.</param>
    private sealed record Entry(Knowledge Knowledge, long? Since)
    {
        /// <summary>One attempt was made in all, and its answer named the object.</summary>
        public bool IsSingle { get; init; }
    }
}
