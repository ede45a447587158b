namespace Operator.Databricks.Observation;

/// <summary>What remains of one complete list: who is there, and the rows an owner is going to ask for.</summary>
public sealed class ObservedList<TRow>
    where TRow : class
{
    private readonly Dictionary<string, ObservedRow<TRow>> rows;
    private readonly Lazy<ILookup<string, string>> byMarker;
    private readonly Lazy<ILookup<string, string>> byName;

    internal ObservedList(DateTimeOffset begun, int pages, Dictionary<string, ObservedRow<TRow>> rows)
    {
        Begun = begun;
        Pages = pages;
        this.rows = rows;
        InTransition = rows.Values.Count(row => row.IsInTransition);
        HasOwners = rows.Values.Any(row => row.IsOwned);
        byMarker = new(() => rows.Values.Where(row => row.Marker is not null).ToLookup(row => row.Marker!, row => row.Id, StringComparer.Ordinal));
        byName = new(() => rows.Values.Where(row => row.Name is not null).ToLookup(row => row.Name!, row => row.Id, StringComparer.Ordinal));
    }

    /// <summary>When its first page was asked for: what was done later need not be in it.</summary>
    public DateTimeOffset Begun { get; }

    public int Pages { get; }

    public int Count => rows.Count;

    /// <summary>Of the owned ones.</summary>
    internal int InTransition { get; }

    internal bool HasOwners { get; }

    internal IReadOnlyDictionary<string, ObservedRow<TRow>> Rows => rows;

    public IEnumerable<string> WithMarker(string marker) => byMarker.Value[marker];

    public IEnumerable<string> WithName(string name) => byName.Value[name];

    /// <summary>Null for a row without a marker, and for one that is not in the list.</summary>
    public string? MarkerOf(string id) => Find(id)?.Marker;

    internal ObservedRow<TRow>? Find(string id) => rows.GetValueOrDefault(id);
}

/// <summary>
/// One row, reduced to what finds and compares it. The row itself is kept only where its owner is about to look at it: a thousand quiet objects
/// cost a hash each.
/// </summary>
internal sealed record ObservedRow<TRow>(string Id, string? Marker, string? Name, ulong Fingerprint, bool IsOwned, bool IsInTransition, TRow? Row)
    where TRow : class;
