using Operator.Databricks;
using Operator.Databricks.Clusters;
using Operator.Reconciling;
using Operator.Workspaces;

namespace Operator.Kinds.Clusters;

/// <summary>
/// Which clusters are pinned. No answer about a cluster tells (behavior §2.3), but a list can be asked for just the pinned ones, of which there are at most a
/// hundred: one call per workspace and <see cref="ReconcileIntervals.Recheck"/> for everybody who wants to know.
/// </summary>
internal sealed class PinnedClusterCache(ReconcileIntervals timing, TimeProvider time)
{
    /// <summary>Knows no such filter, and would show every cluster as pinned.</summary>
    private const string VersionWithoutFilters = "2.0";

    private static readonly ClusterFilter PinnedOnly = new() { IsPinned = true };

    private readonly WorkspaceMemory<Place> places = new(_ => new Place());

    /// <summary>Null where the workspace cannot tell.</summary>
    public async Task<bool?> IsPinnedAsync(string id, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (!Tells(client))
        {
            return null;
        }

        var place = places.Of(client);
        await place.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (place.DueAt <= time.GetUtcNow())
            {
                var rows = await client.Clusters.ListAllAsync(PinnedOnly, cancellationToken).ConfigureAwait(false);
                place.Ids = [.. rows.Select(row => row.ClusterId).OfType<string>()];
                place.DueAt = time.GetUtcNow() + timing.JitteredRecheck;
            }

            return place.Ids.Contains(id);
        }
        finally
        {
            place.Gate.Release();
        }
    }

    /// <summary>One call; afterwards it is known without a list.</summary>
    public async Task SetAsync(string id, bool isPinned, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var cluster = new ClusterReference(id);
        await (isPinned ? client.Clusters.PinAsync(cluster, cancellationToken) : client.Clusters.UnpinAsync(cluster, cancellationToken)).ConfigureAwait(false);
        var place = places.Of(client);
        // The call has been made: that has to be known however the process is being stopped.
        await place.Gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        place.Ids = isPinned ? [.. place.Ids, id] : [.. place.Ids.Where(other => other != id)];
        place.Gate.Release();
    }

    /// <summary>How long until the list is read again; null where it is not.</summary>
    public TimeSpan? DueIn(WorkspaceClient client) => Tells(client) ? places.Of(client).DueAt - time.GetUtcNow() : null;

    private static bool Tells(WorkspaceClient client) => client.ApiVersions.Clusters != VersionWithoutFilters;

    private sealed class Place
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public HashSet<string> Ids { get; set; } = [];

        public DateTimeOffset DueAt { get; set; } = DateTimeOffset.MinValue;
    }
}
