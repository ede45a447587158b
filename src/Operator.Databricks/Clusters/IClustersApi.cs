using System.Text.Json.Nodes;
using Refit;

namespace Operator.Databricks.Clusters;

/// <summary>All-purpose clusters; <c>/api/2.1/clusters</c>, or 2.0 (behavior §1.1).</summary>
public interface IClustersApi
{
    /// <summary>Never repeated: after a lost reply, search by marker before creating again.</summary>
    /// <param name="settings">The wire JSON, sent as it is.</param>
    /// <param name="cancellationToken">Ends the call; the cluster may exist nevertheless.</param>
    [Post("/clusters/create")]
    Task<CreatedCluster> CreateAsync([Body] JsonObject settings, CancellationToken cancellationToken);

    /// <exception cref="Errors.DatabricksException">NotFound also for a cluster purged 30 days after its end (behavior §2.3).</exception>
    [Get("/clusters/get")]
    Task<ClusterDetails> GetAsync([AliasAs("cluster_id")] string clusterId, CancellationToken cancellationToken);

    /// <summary>One page; <see cref="ClusterReads.ListAllAsync"/> reads all of them.</summary>
    /// <param name="sources">UI, API, JOB, …; null for all.</param>
    /// <param name="states">PENDING, RUNNING, …; null for all.</param>
    /// <param name="isPinned"><c>true</c> or <c>false</c>; null for both.</param>
    /// <param name="policyId">Only clusters of this policy.</param>
    /// <param name="pageSize">At most 100; the server may send fewer. Version 2.0 ignores it and sends everything.</param>
    /// <param name="pageToken">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/clusters/list")]
    Task<ClusterPage> ListAsync(
        [AliasAs("filter_by.cluster_sources"), Query(CollectionFormat.Multi)] IReadOnlyList<string>? sources,
        [AliasAs("filter_by.cluster_states"), Query(CollectionFormat.Multi)] IReadOnlyList<string>? states,
        [AliasAs("filter_by.is_pinned")] string? isPinned,
        [AliasAs("filter_by.policy_id")] string? policyId,
        [AliasAs("page_size")] int? pageSize,
        [AliasAs("page_token")] string? pageToken,
        CancellationToken cancellationToken);

    /// <summary>A full replacement: what is left out is reset. Restarts a running cluster every time it is sent (behavior §2.2).</summary>
    /// <param name="settings">The wire JSON with its <c>cluster_id</c>, sent as it is.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Post("/clusters/edit")]
    Task EditAsync([Body] JsonObject settings, CancellationToken cancellationToken);

    /// <summary>Only while RUNNING; without a restart.</summary>
    [Post("/clusters/resize")]
    Task ResizeAsync([Body] ResizeCluster request, CancellationToken cancellationToken);

    /// <summary>Only while TERMINATED: a running cluster answers WrongState (behavior §2.2).</summary>
    [Post("/clusters/start")]
    Task StartAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    [Post("/clusters/restart")]
    Task RestartAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Terminates; the definition stays. Terminated already is no error.</summary>
    [Post("/clusters/delete")]
    Task DeleteAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Terminates and removes; a pinned cluster answers WrongState until it is unpinned (behavior §2.2).</summary>
    [Post("/clusters/permanent-delete")]
    Task PermanentDeleteAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>One page; <see cref="ClusterReads.RecentEventsAsync"/> gives the last few.</summary>
    [Post("/clusters/events")]
    Task<ClusterEventPage> EventsAsync([Body] ClusterEventsRequest request, CancellationToken cancellationToken);

    /// <summary>Keeps the definition beyond 30 days; for workspace admins, 100 per workspace (behavior §2.3).</summary>
    [Post("/clusters/pin")]
    Task PinAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    [Post("/clusters/unpin")]
    Task UnpinAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    [Get("/clusters/spark-versions")]
    Task<SparkVersions> SparkVersionsAsync(CancellationToken cancellationToken);

    [Get("/clusters/list-node-types")]
    Task<NodeTypes> ListNodeTypesAsync(CancellationToken cancellationToken);
}
