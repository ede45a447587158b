namespace Operator.Databricks.Observation;

/// <summary>
/// What this process wrote a moment ago. A list begun before a write, or one that lags behind it, shows the object as it was; taken for what is,
/// the write would be made again.
/// </summary>
internal sealed class OwnWrites(TimeSpan listLag)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Write> writes = new(StringComparer.Ordinal);

    /// <summary>The objects written to of late.</summary>
    public IReadOnlyCollection<string> Ids
    {
        get
        {
            lock (gate)
            {
                return [.. writes.Keys];
            }
        }
    }

    /// <summary>The number of objects written to since <paramref name="begun"/>, of those that count; counted to <paramref name="atMost"/>.</summary>
    public int CountSince(DateTimeOffset begun, Func<string, bool> counts, int atMost)
    {
        lock (gate)
        {
            return writes.Where(write => write.Value.At >= begun && counts(write.Key)).Take(atMost).Count();
        }
    }

    /// <summary>True when the object was written to at or after <paramref name="begun"/>.</summary>
    public bool IsWrittenSince(string id, DateTimeOffset begun)
    {
        lock (gate)
        {
            return writes.TryGetValue(id, out var write) && write.At >= begun;
        }
    }

    /// <summary>True when the object was written to so short a time before that lists may still lag behind it.</summary>
    public bool IsRecent(string id, DateTimeOffset time) => IsWrittenSince(id, time - listLag);

    /// <param name="id">Whose.</param>
    /// <param name="at">When the call ended, well or badly.</param>
    /// <param name="before">The fingerprint before it; null when no list has shown the object yet.</param>
    /// <param name="isDeletion">The workspace accepted the deletion of the object, which no later write takes back.</param>
    public void Add(string id, DateTimeOffset at, ulong? before, bool isDeletion = false)
    {
        lock (gate)
        {
            writes[id] = new Write(at, before, isDeletion || (writes.TryGetValue(id, out var earlier) && earlier.IsDeletion));
        }
    }

    /// <summary>The last write to an object whose deletion the workspace has accepted; null for any other.</summary>
    public DateTimeOffset? DeletedAt(string id)
    {
        lock (gate)
        {
            return writes.TryGetValue(id, out var write) && write.IsDeletion ? write.At : null;
        }
    }

    /// <summary>True when a row of a page asked for at that time may be taken for what the object is after our last write.</summary>
    public bool AreShownBy(string id, DateTimeOffset askedAt, ulong fingerprint)
    {
        lock (gate)
        {
            return !writes.TryGetValue(id, out var write)
                || (askedAt > write.At && (fingerprint != write.Before || askedAt > write.At + listLag));
        }
    }

    /// <summary>
    /// True when a row that equals the one before our last write is news all the same: the list lags behind, or the write was undone in the workspace, and only
    /// a get tells which. Said of the first row since the write, and of the first that cannot lag behind it.
    /// </summary>
    /// <param name="id">Whose row.</param>
    /// <param name="askedAt">When its page was asked for.</param>
    /// <param name="askedBefore">The same of the list before.</param>
    /// <param name="fingerprint">Of the row.</param>
    public bool MayHaveBeenTakenBack(string id, DateTimeOffset askedAt, DateTimeOffset askedBefore, ulong fingerprint)
    {
        lock (gate)
        {
            return writes.TryGetValue(id, out var write)
                && fingerprint == write.Before
                && (IsFirstAfter(write.At) || IsFirstAfter(write.At + listLag));
        }

        bool IsFirstAfter(DateTimeOffset time) => askedBefore <= time && time < askedAt;
    }

    public void ForgetBefore(DateTimeOffset begun)
    {
        lock (gate)
        {
            foreach (var (id, _) in writes.Where(pair => pair.Value.At + listLag < begun).ToList())
            {
                writes.Remove(id);
            }
        }
    }

    private readonly record struct Write(DateTimeOffset At, ulong? Before, bool IsDeletion);
}
