using System.Collections.Concurrent;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Reconciling;
using Operator.Workspaces;

namespace Operator.Permissions;

/// <summary>
/// Reads and writes the permissions of objects of any kind. Nothing lists them (behavior §8), so the permissions of each object are read one after the other,
/// every <see cref="ReconcileIntervals.Recheck"/>; in between the last look counts, unless it shows something to do or the operator has written to the object
/// since.
/// </summary>
internal sealed class ManagedPermissions(IOperatorIdentity identity, ReconcileIntervals timing, TimeProvider time)
{
    /// <summary>A pass that finds something to do looks twice: at a list, then at the object itself.</summary>
    private static readonly TimeSpan SamePass = TimeSpan.FromSeconds(1);

    private readonly WorkspaceMemory<Looks> memory = new(_ => new Looks());

    public async Task<ObservedPermissions> LookAsync(
        PermissionKind kind, string id, IList<AccessControlEntry> entries, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var known = memory.Of(client);
        var now = time.GetUtcNow();
        if (known.Last.TryGetValue((kind.ObjectType, id), out var last)
            && now < last.DueAt
            && (now - last.At < SamePass || PermissionDiff.Wanted(entries, last.Seen, kind).SetEquals(last.Seen.Grants)))
        {
            return last.Seen;
        }

        var me = await identity.GetAsync(client, cancellationToken).ConfigureAwait(false);
        var permissions = await client.Permissions.GetAsync(kind.ObjectType, id, cancellationToken).ConfigureAwait(false);
        var seen = new ObservedPermissions(ObservedPermissions.Direct(permissions), me) { Refused = known.Refused.GetValueOrDefault((kind.ObjectType, id)) };
        known.Last[(kind.ObjectType, id)] = new Look(seen, now, now + timing.JitteredRecheck);
        return seen;
    }

    /// <summary>One call, which replaces all direct grants; the next pass reads them again.</summary>
    public async Task WriteAsync(
        PermissionKind kind, string id, IList<AccessControlEntry> entries, ObservedPermissions seen, WorkspaceClient client,
        CancellationToken cancellationToken)
    {
        var known = memory.Of(client);
        // Before the call: without an answer, too, what was seen no longer counts. A notebook's grants are known by another id than the notebook itself.
        Forget(kind, id, client);
        var wanted = PermissionDiff.Wanted(entries, seen, kind);
        var answer = await client.Permissions.PutAsync(kind.ObjectType, id, PermissionDiff.Request(wanted), cancellationToken).ConfigureAwait(false);
        var got = ObservedPermissions.Direct(answer);
        if (got.SetEquals(wanted))
        {
            known.Refused.TryRemove((kind.ObjectType, id), out _);
        }
        else
        {
            known.Refused[(kind.ObjectType, id)] = new RejectedGrants(wanted, got);
        }
    }

    /// <summary>How long until the permissions are read again; null when they have not been read.</summary>
    public TimeSpan? DueIn(PermissionKind kind, string id, WorkspaceClient client) =>
        memory.Of(client).Last.TryGetValue((kind.ObjectType, id), out var look) ? look.DueAt - time.GetUtcNow() : null;

    /// <summary>After every other write to the object, its deletion included: the next pass reads them again.</summary>
    public void Forget(PermissionKind kind, string id, WorkspaceClient client) => memory.Of(client).Last.TryRemove((kind.ObjectType, id), out _);

    /// <summary>The object is no longer managed, in whichever workspace it is.</summary>
    public void Forget(PermissionKind kind, string id)
    {
        foreach (var known in memory.All)
        {
            known.Last.TryRemove((kind.ObjectType, id), out _);
            known.Refused.TryRemove((kind.ObjectType, id), out _);
        }
    }

    private sealed record Look(ObservedPermissions Seen, DateTimeOffset At, DateTimeOffset DueAt);

    private sealed class Looks
    {
        public ConcurrentDictionary<(string ObjectType, string Id), Look> Last { get; } = new();

        public ConcurrentDictionary<(string ObjectType, string Id), RejectedGrants> Refused { get; } = new();
    }
}
