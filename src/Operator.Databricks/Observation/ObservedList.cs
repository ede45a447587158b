namespace Operator.Databricks.Observation;

/// <summary>What remains of one complete list: who is there, and the rows an owner is going to ask for.</summary>
public sealed class ObservedList<TRow>
    where TRow : class
{
    private readonly Dictionary<string, ObservedRow<TRow>> rows;
    private readonly Dictionary<string, string> firstByMarker = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> sharedMarkers = new(StringComparer.Ordinal);
    private readonly Lazy<ILookup<string, string>> byName;
    private bool hasRows = true;

    internal ObservedList(DateTimeOffset begun, DateTimeOffset ended, int pages, Dictionary<string, ObservedRow<TRow>> rows)
    {
        Begun = begun;
        Ended = ended;
        Pages = pages;
        this.rows = rows;
        InTransition = rows.Values.Count(row => row.IsInTransition);
        HasOwners = rows.Values.Any(row => row.IsOwned);
        byName = new(() => rows.Values.Where(row => row.Name is not null).ToLookup(row => row.Name!, row => row.Id, StringComparer.Ordinal));
        foreach (var row in rows.Values)
        {
            AddMarker(row);
        }
    }

    /// <summary>When its first page was asked for: what was done later need not be in it.</summary>
    public DateTimeOffset Begun { get; }

    /// <summary>When its last page had been read.</summary>
    public DateTimeOffset Ended { get; }

    public int Pages { get; }

    public int Count => rows.Count;

    /// <summary>Of the owned ones.</summary>
    internal int InTransition { get; }

    internal bool HasOwners { get; }

    internal IReadOnlyDictionary<string, ObservedRow<TRow>> Rows => rows;

    /// <summary>The markers that more than one row bears.</summary>
    internal IReadOnlyCollection<string> SharedMarkers => sharedMarkers.Keys;

    public IReadOnlyList<string> WithMarker(string marker) =>
        sharedMarkers.TryGetValue(marker, out var ids) ? ids : firstByMarker.TryGetValue(marker, out var id) ? [id] : [];

    /// <summary>Asked in every pass, so it allocates nothing where there is no other.</summary>
    public IReadOnlyList<string> OthersWithMarker(string marker, string exceptId)
    {
        if (sharedMarkers.TryGetValue(marker, out var ids))
        {
            return Except(ids, exceptId);
        }

        return firstByMarker.TryGetValue(marker, out var only) && only != exceptId ? [only] : [];
    }

    public IEnumerable<string> WithName(string name) => byName.Value[name];

    /// <summary>Null for a row without a marker, and for one that is not in the list.</summary>
    public string? MarkerOf(string id) => Find(id)?.Marker;

    internal ObservedRow<TRow>? Find(string id) => rows.GetValueOrDefault(id);

    /// <summary>Releases the rows that no pass has asked for: they are too old to be trusted, and the first list holds one for each owned object.</summary>
    internal void ReleaseRows()
    {
        if (!hasRows)
        {
            return;
        }

        hasRows = false;
        foreach (var row in rows.Values)
        {
            row.Row = null;
        }
    }

    private static List<string> Except(List<string> ids, string exceptId) => ids.FindAll(id => id != exceptId);

    private void AddMarker(ObservedRow<TRow> row)
    {
        if (row.Marker is null || firstByMarker.TryAdd(row.Marker, row.Id))
        {
            return;
        }

        if (!sharedMarkers.TryGetValue(row.Marker, out var ids))
        {
            sharedMarkers[row.Marker] = ids = [firstByMarker[row.Marker]];
        }

        ids.Add(row.Id);
    }
}

/// <summary>
/// One row, reduced to what finds and compares it. The row itself is kept only where its owner is about to look at it: a thousand quiet objects
/// cost a hash each.
/// </summary>
internal sealed record ObservedRow<TRow>(string Id, string? Marker, string? Name, ulong Fingerprint, bool IsOwned, bool IsInTransition)
    where TRow : class
{
    /// <summary>When its page was asked for: a list may take minutes, and what was done in between shows in its later pages.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    public TRow? Row { get; set; }
}
