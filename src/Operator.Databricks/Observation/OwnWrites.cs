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

    /// <summary>The number of objects written to since <paramref name="begun"/>.</summary>
    public int CountSince(DateTimeOffset begun)
    {
        lock (gate)
        {
            return writes.Values.Count(write => write.At >= begun);
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

    /// <param name="id">Whose.</param>
    /// <param name="at">When the call ended, well or badly.</param>
    /// <param name="before">The fingerprint before it; null when no list has shown the object yet.</param>
    public void Add(string id, DateTimeOffset at, ulong? before)
    {
        lock (gate)
        {
            writes[id] = new Write(at, before);
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

    private readonly record struct Write(DateTimeOffset At, ulong? Before);
}
