using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Operator.Databricks;
using Operator.Databricks.Clusters;

namespace Operator.Controllers.Clusters;

/// <summary>
/// One list of all clusters for everybody who searches at the same time: a thousand new objects do not read the workspace a thousand
/// times. What this process created itself is known without a list.
/// </summary>
internal sealed class ClusterDirectory(TimeProvider time)
{
    /// <summary>After this long every list shows a cluster, however far it lags behind.</summary>
    private static readonly TimeSpan ListLag = TimeSpan.FromMinutes(1);

    private readonly ConditionalWeakTable<WorkspaceClient, Shelf> shelves = [];

    /// <summary>All clusters made by people or tools, from a list begun at or after <paramref name="notBefore"/>.</summary>
    public async Task<IReadOnlyList<ClusterDetails>> ListAsync(WorkspaceClient client, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var shelf = shelves.GetOrCreateValue(client);
        await shelf.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (shelf.Begun < notBefore)
            {
                var begun = time.GetUtcNow();
                shelf.Clusters = await client.Clusters.ListAllAsync(new ClusterFilter { Sources = ["API", "UI"] }, cancellationToken).ConfigureAwait(false);
                shelf.Begun = begun;
                shelf.ForgetCreatedBefore(begun - ListLag);
            }

            return shelf.Clusters;
        }
        finally
        {
            shelf.Gate.Release();
        }
    }

    /// <summary>The cluster this process created for that marker a moment ago, if any.</summary>
    public string? CreatedFor(WorkspaceClient client, string marker) =>
        shelves.TryGetValue(client, out var shelf) && shelf.Created.TryGetValue(marker, out var created) ? created.Id : null;

    public void Created(WorkspaceClient client, string marker, string id) => shelves.GetOrCreateValue(client).Created[marker] = (id, time.GetUtcNow());

    private sealed class Shelf
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public DateTimeOffset Begun { get; set; } = DateTimeOffset.MinValue;

        public IReadOnlyList<ClusterDetails> Clusters { get; set; } = [];

        public ConcurrentDictionary<string, (string Id, DateTimeOffset At)> Created { get; } = new();

        public void ForgetCreatedBefore(DateTimeOffset limit)
        {
            foreach (var (marker, created) in Created.Where(pair => pair.Value.At < limit))
            {
                Created.TryRemove(new KeyValuePair<string, (string, DateTimeOffset)>(marker, created));
            }
        }
    }
}
