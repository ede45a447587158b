using System.Collections.Concurrent;
using Operator.Databricks;
using Operator.Reconciling;
using Operator.Workspaces;

namespace Operator.Kinds.Notebooks;

/// <summary>
/// What this process last saw of the content of each notebook. An edit may show in nothing but an export (behavior §1.3), so each is exported every
/// <see cref="ReconcileIntervals.Recheck"/>, spread over that time, and whenever its row moved; in between the last look counts.
/// </summary>
internal sealed class NotebookHashCache(ReconcileIntervals timing, TimeProvider time)
{
    private readonly WorkspaceMemory<Place> places = new(_ => new Place());

    /// <summary>
    /// The hash of the last look, where that still counts for a row of this fingerprint. What was imported without a look belongs to the first row that a list
    /// shows of it.
    /// </summary>
    public string? Find(string path, ulong fingerprint, WorkspaceClient client)
    {
        var looks = Of(client).Looks;
        if (!looks.TryGetValue(path, out var look) || time.GetUtcNow() >= look.DueAt)
        {
            return null;
        }

        if (look.Fingerprint is null)
        {
            looks.TryUpdate(path, look with { Fingerprint = fingerprint }, look);
            return look.Hash;
        }

        return look.Fingerprint == fingerprint ? look.Hash : null;
    }

    public bool IsKnown(string path, WorkspaceClient client) => Of(client).Looks.ContainsKey(path);

    /// <summary>
    /// After an export. The first one since an import without a look shows what the workspace made of the content, if the notebook is still the same.
    /// </summary>
    public void Looked(string path, ulong fingerprint, string hash, WorkspaceClient client)
    {
        var place = Of(client);
        if (place.Looks.TryGetValue(path, out var last) && last is { Unseen: { } version } && last.Fingerprint == fingerprint && last.Hash != hash)
        {
            place.Made[path] = (version, hash);
        }

        place.Looks[path] = new Look(hash, fingerprint, time.GetUtcNow() + timing.JitteredRecheck, Unseen: null);
    }

    /// <summary>
    /// The workspace accepted the content, and it was not read back, because calls are scarce. It is exported later, spread over the second half of the time
    /// for which a read counts: in the first, others may still be imported.
    /// </summary>
    public void Imported(string path, string version, string hash, WorkspaceClient client) =>
        Of(client).Looks[path] = new Look(hash, null, time.GetUtcNow() + (timing.Recheck * (0.5 + (0.5 * Random.Shared.NextDouble()))), version);

    /// <summary>
    /// An earlier process read it and recorded the hash. A thousand notebooks are read again spread over the time for which a read counts, not all at once.
    /// </summary>
    public void Recalled(string path, ulong fingerprint, string hash, WorkspaceClient client) =>
        Of(client).Looks.TryAdd(path, new Look(hash, fingerprint, time.GetUtcNow() + (timing.Recheck * Random.Shared.NextDouble()), Unseen: null));

    public TimeSpan DueIn(string path, WorkspaceClient client) =>
        Of(client).Looks.TryGetValue(path, out var look) ? look.DueAt - time.GetUtcNow() : timing.JitteredRecheck;

    /// <summary>After every write: the next pass reads it again.</summary>
    public void Forget(string path, WorkspaceClient client) => Of(client).Looks.TryRemove(path, out _);

    /// <summary>What the workspace made of content, where the status does not say it.</summary>
    public string? Made(string path, string version, WorkspaceClient client) =>
        Of(client).Made.TryGetValue(path, out var made) && made.Version == version ? made.Hash : null;

    public void Makes(string path, string version, string hash, WorkspaceClient client) => Of(client).Made[path] = (version, hash);

    /// <summary>The reply to an import into an empty place was lost: what is there then may well be ours.</summary>
    public void Lost(string path, NotebookContent content, WorkspaceClient client) => Of(client).Occupied[path] = new LostImport(content.Version, content.Hash);

    /// <summary>
    /// True when what is there now, of this hash, is what that import made, also if the spec asks for other content by now. Where contents cannot be compared,
    /// what is there is taken for it while the spec asks for the same.
    /// </summary>
    public bool MayBeOurs(string path, NotebookContent wanted, string? hash, WorkspaceClient client) =>
        Of(client).Occupied.TryGetValue(path, out var occupant) && occupant is { } lost
        && (lost.Hash is null ? lost.Version == wanted.Version : lost.Hash == hash);

    /// <summary>An import that overwrites nothing was refused, because something is there.</summary>
    public void Found(string path, WorkspaceClient client) => Of(client).Occupied.TryAdd(path, null);

    /// <summary>True when an import would very likely find something at the path.</summary>
    public bool IsOccupied(string path, WorkspaceClient client) => Of(client).Occupied.ContainsKey(path);

    public void Settled(string path, WorkspaceClient client) => Of(client).Occupied.TryRemove(path, out _);

    /// <summary>Forgets the paths that no resource names any more; some of it was made of the content of Secrets.</summary>
    public void Keep(IReadOnlySet<string> paths, WorkspaceClient client)
    {
        var place = Of(client);
        foreach (var path in place.Looks.Keys.Concat(place.Made.Keys).Concat(place.Occupied.Keys).Where(path => !paths.Contains(path)))
        {
            place.Looks.TryRemove(path, out _);
            place.Made.TryRemove(path, out _);
            place.Occupied.TryRemove(path, out _);
        }
    }

    private Place Of(WorkspaceClient client) => places.Of(client);

    /// <param name="Hash">Of the content.</param>
    /// <param name="Fingerprint">Of the row that it belongs to; null until a list has shown one.</param>
    /// <param name="DueAt">When the content is exported again.</param>
    /// <param name="Unseen">The version of the content that was imported, while no export has shown it.</param>
    private sealed record Look(string Hash, ulong? Fingerprint, DateTimeOffset DueAt, string? Unseen);

    /// <param name="Version">Of the content.</param>
    /// <param name="Hash">Of the content; null where contents cannot be compared.</param>
    private sealed record LostImport(string Version, string? Hash);

    private sealed class Place
    {
        public ConcurrentDictionary<string, Look> Looks { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, (string Version, string Hash)> Made { get; } = new(StringComparer.Ordinal);

        /// <summary>By path, the import that may have made what is there; null for what was there before.</summary>
        public ConcurrentDictionary<string, LostImport?> Occupied { get; } = new(StringComparer.Ordinal);
    }
}
