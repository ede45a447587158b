using System.Collections.Concurrent;
using Operator.Api.V1Alpha1;
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

    /// <summary>After an export.</summary>
    public void Looked(string path, ulong fingerprint, string hash, WorkspaceClient client)
    {
        var place = Of(client);
        if (place.Imports.TryGetValue(path, out var import) && import.Wanted == hash)
        {
            // The workspace keeps it as it is: whatever else shows up later is an edit.
            place.Imports.TryRemove(path, out _);
            place.Made.TryRemove(path, out _);
        }

        place.Looks[path] = new Look(hash, fingerprint, time.GetUtcNow() + timing.JitteredRecheck);
    }

    /// <summary>
    /// The workspace accepted the content, and it was not read back, because calls are scarce. It is exported later, spread over the second half of the time
    /// for which a read counts: in the first, others may still be imported.
    /// </summary>
    public void Imported(string path, string hash, WorkspaceClient client) =>
        Of(client).Looks[path] = new Look(hash, null, time.GetUtcNow() + (timing.Recheck * (0.5 + (0.5 * Random.Shared.NextDouble()))));

    /// <summary>
    /// An earlier process read it and recorded the hash. A thousand notebooks are read again spread over the time for which a read counts, not all at once.
    /// </summary>
    public void Recalled(string path, ulong fingerprint, string hash, WorkspaceClient client) =>
        Of(client).Looks.TryAdd(path, new Look(hash, fingerprint, time.GetUtcNow() + (timing.Recheck * Random.Shared.NextDouble())));

    public TimeSpan DueIn(string path, WorkspaceClient client) =>
        Of(client).Looks.TryGetValue(path, out var look) ? look.DueAt - time.GetUtcNow() : timing.JitteredRecheck;

    /// <summary>After every write: the next pass reads it again.</summary>
    public void Forget(string path, WorkspaceClient client) => Of(client).Looks.TryRemove(path, out _);

    /// <summary>What the workspace makes of the content that was imported last. The status says it, but not of a Secret's; null when it is not known.</summary>
    public string? MadeOf(DatabricksNotebook notebook, string path, NotebookContent content, WorkspaceClient client) => content switch
    {
        { IsSecret: false } => notebook.Status.SourceVersion == content.Version ? notebook.Status.ImportedHash : null,
        _ => Of(client).Made.TryGetValue(path, out var made) && made.Version == content.Version ? made.Hash : null,
    };

    /// <summary>The workspace makes this of the content of a Secret.</summary>
    public void Makes(string path, string version, string hash, WorkspaceClient client) => Of(client).Made[path] = (version, hash);

    /// <summary>The workspace accepted content that can be compared, in place of what has the hash <paramref name="replaced"/>.</summary>
    public void Sent(string path, NotebookContent content, string? replaced, WorkspaceClient client)
    {
        var imports = Of(client).Imports;
        if (!imports.TryGetValue(path, out var import) || import.Version != content.Version)
        {
            imports[path] = new Import(content.Version, content.Hash!, replaced, Result: null);
        }
        else if (replaced != import.Before)
        {
            imports[path] = import with { Result = replaced };
        }
    }

    /// <summary>
    /// True when each of two imports of this content has ended in the same, and nothing like it was there before: that is what the workspace makes of it.
    /// One import does not show it: another user may have edited the notebook before its first export.
    /// </summary>
    public bool CameBack(string path, NotebookContent content, string hash, WorkspaceClient client) =>
        Of(client).Imports.TryGetValue(path, out var import) && import.Version == content.Version && import.Result == hash;

    /// <summary>The reply to an import into an empty place was lost: what is there then may well be ours.</summary>
    public void Lost(string path, NotebookContent content, WorkspaceClient client) =>
        Of(client).Occupied[path] = new UnrecordedImport(content.Version, content.Hash, IsCertain: false);

    /// <summary>A new notebook was imported. The status write that records it may still fail; until then the notebook is ours, also when edited.</summary>
    public void Arrived(string path, NotebookContent content, WorkspaceClient client) =>
        Of(client).Occupied[path] = new UnrecordedImport(content.Version, content.Hash, IsCertain: true);

    /// <summary>
    /// True when what is there now, of this hash, is what that import made, also if the spec asks for other content by now. Where contents cannot be compared,
    /// what is there is taken for it while the spec asks for the same.
    /// </summary>
    public bool MayBeOurs(string path, NotebookContent wanted, string? hash, WorkspaceClient client) =>
        Of(client).Occupied.TryGetValue(path, out var occupant) && occupant is { } import
        && (import.IsCertain || (import.Hash is null ? import.Version == wanted.Version : import.Hash == hash));

    /// <summary>True when an import of this process arrived at the path, or may have, and no status records it yet.</summary>
    public bool HasUnrecordedImport(string path, WorkspaceClient client) => Of(client).Occupied.GetValueOrDefault(path) is not null;

    /// <summary>An import that overwrites nothing was refused, because something is there.</summary>
    public void Found(string path, WorkspaceClient client) => Of(client).Occupied.TryAdd(path, null);

    /// <summary>True when an import would very likely find something at the path.</summary>
    public bool IsOccupied(string path, WorkspaceClient client) => Of(client).Occupied.ContainsKey(path);

    /// <summary>A read did not find anything. It may be behind an import, so that what comes to light later may still be ours, if it has its content.</summary>
    public void Missed(string path, WorkspaceClient client)
    {
        var occupied = Of(client).Occupied;
        if (occupied.TryGetValue(path, out var import) && import is null)
        {
            occupied.TryRemove(path, out _);
        }
        else if (import is { IsCertain: true })
        {
            occupied[path] = import with { IsCertain = false };
        }
    }

    public void Settled(string path, WorkspaceClient client) => Of(client).Occupied.TryRemove(path, out _);

    /// <summary>Forgets the paths that no resource names any more; some of it was made of the content of Secrets.</summary>
    public void Keep(IReadOnlySet<string> paths, WorkspaceClient client)
    {
        var place = Of(client);
        var remembered = place.Looks.Keys.Concat(place.Made.Keys).Concat(place.Imports.Keys).Concat(place.Occupied.Keys);
        foreach (var path in remembered.Where(path => !paths.Contains(path)))
        {
            place.Looks.TryRemove(path, out _);
            place.Made.TryRemove(path, out _);
            place.Imports.TryRemove(path, out _);
            place.Occupied.TryRemove(path, out _);
        }
    }

    private Place Of(WorkspaceClient client) => places.Of(client);

    /// <param name="Hash">Of the content.</param>
    /// <param name="Fingerprint">Of the row that it belongs to; null until a list has shown one.</param>
    /// <param name="DueAt">When the content is exported again.</param>
    private sealed record Look(string Hash, ulong? Fingerprint, DateTimeOffset DueAt);

    /// <param name="Version">Of the content.</param>
    /// <param name="Wanted">Its hash.</param>
    /// <param name="Before">The hash of what was there before the first import of it. Read again, it would be a read that is behind.</param>
    /// <param name="Result">The hash of what was there instead of it, when it was imported once more.</param>
    private sealed record Import(string Version, string Wanted, string? Before, string? Result);

    /// <param name="Version">Of the content.</param>
    /// <param name="Hash">Of the content; null where contents cannot be compared.</param>
    /// <param name="IsCertain">The workspace said that it took effect.</param>
    private sealed record UnrecordedImport(string Version, string? Hash, bool IsCertain);

    private sealed class Place
    {
        public ConcurrentDictionary<string, Look> Looks { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, (string Version, string Hash)> Made { get; } = new(StringComparer.Ordinal);

        /// <summary>By path, the import whose content no read has shown yet.</summary>
        public ConcurrentDictionary<string, Import> Imports { get; } = new(StringComparer.Ordinal);

        /// <summary>By path, the import that may have made what is there; null for what was there before.</summary>
        public ConcurrentDictionary<string, UnrecordedImport?> Occupied { get; } = new(StringComparer.Ordinal);
    }
}
