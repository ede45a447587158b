using System.Text.Json.Nodes;
using Operator.Databricks.Operations;
using Refit;

namespace Operator.Databricks.Clusters;

/// <summary>All-purpose clusters; <c>/api/2.1/clusters</c>, or 2.0 (behavior §1.1).</summary>
public interface IClustersApi
{
    /// <summary>Never repeated: after a lost reply, search by marker before creating again.</summary>
    /// <param name="settings">The wire JSON, sent as it is.</param>
    /// <param name="cancellationToken">Ends the call; the cluster may exist nevertheless.</param>
    [Post("/clusters/create")]
    [Operation("clusters/create", RetrySafety.Never, NotFoundScope.None)]
    Task<CreatedCluster> CreateAsync([Body] JsonObject settings, CancellationToken cancellationToken);

    /// <exception cref="Errors.DatabricksException">NotFound also for a cluster purged 30 days after its end (behavior §2.3).</exception>
    [Get("/clusters/get")]
    [Operation("clusters/get", RetrySafety.Always, NotFoundScope.Addressed)]
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
    [Operation("clusters/list", RetrySafety.Always, NotFoundScope.None)]
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
    [Operation("clusters/edit", RetrySafety.WhenRefused, NotFoundScope.Named)]
    Task EditAsync([Body] JsonObject settings, CancellationToken cancellationToken);

    /// <summary>Only while RUNNING; without a restart.</summary>
    [Post("/clusters/resize")]
    [Operation("clusters/resize", RetrySafety.WhenRefused, NotFoundScope.Addressed)]
    Task ResizeAsync([Body] ResizeCluster request, CancellationToken cancellationToken);

    /// <summary>Only while TERMINATED: a running cluster answers WrongState (behavior §2.2).</summary>
    [Post("/clusters/start")]
    [Operation("clusters/start", RetrySafety.WhenRefused, NotFoundScope.Named)]
    Task StartAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    [Post("/clusters/restart")]
    [Operation("clusters/restart", RetrySafety.WhenRefused, NotFoundScope.Named)]
    Task RestartAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Terminates; the definition stays. Terminated already is no error.</summary>
    [Post("/clusters/delete")]
    [Operation("clusters/delete", RetrySafety.Always, NotFoundScope.Addressed)]
    Task DeleteAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>Terminates and removes.</summary>
    /// <exception cref="Errors.DatabricksException">
    /// With <see cref="Errors.DatabricksError.IsPinned"/>: unpin it, then delete it again (behavior §2.2).
    /// </exception>
    [Post("/clusters/permanent-delete")]
    [Operation("clusters/permanent-delete", RetrySafety.Always, NotFoundScope.Addressed)]
    Task PermanentDeleteAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    /// <summary>One page; <see cref="ClusterReads.RecentEventsAsync"/> gives the last few.</summary>
    [Post("/clusters/events")]
    [Operation("clusters/events", RetrySafety.Always, NotFoundScope.Addressed, OnlyReads = true)]
    Task<ClusterEventPage> EventsAsync([Body] ClusterEventsRequest request, CancellationToken cancellationToken);

    /// <summary>Keeps the definition beyond 30 days; for workspace admins, 100 per workspace (behavior §2.3).</summary>
    [Post("/clusters/pin")]
    [Operation("clusters/pin", RetrySafety.Always, NotFoundScope.Addressed)]
    Task PinAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    [Post("/clusters/unpin")]
    [Operation("clusters/unpin", RetrySafety.Always, NotFoundScope.Addressed)]
    Task UnpinAsync([Body] ClusterReference cluster, CancellationToken cancellationToken);

    [Get("/clusters/spark-versions")]
    [Operation("clusters/spark-versions", RetrySafety.Always, NotFoundScope.None)]
    Task<SparkVersions> SparkVersionsAsync(CancellationToken cancellationToken);

    [Get("/clusters/list-node-types")]
    [Operation("clusters/list-node-types", RetrySafety.Always, NotFoundScope.None)]
    Task<NodeTypes> ListNodeTypesAsync(CancellationToken cancellationToken);
}
