using Operator.Databricks.Operations;
using Refit;

namespace Operator.Databricks.Libraries;

/// <summary>Libraries of clusters; <c>/api/2.0/libraries</c>.</summary>
public interface ILibrariesApi
{
    /// <summary>Asks for installation; installed already is no error.</summary>
    [Post("/libraries/install")]
    [Operation("libraries/install", RetrySafety.Always, NotFoundScope.Named)]
    Task InstallAsync([Body] LibrariesRequest request, CancellationToken cancellationToken);

    /// <summary>Takes effect when the cluster restarts (behavior §1.1).</summary>
    [Post("/libraries/uninstall")]
    [Operation("libraries/uninstall", RetrySafety.Always, NotFoundScope.Named)]
    Task UninstallAsync([Body] LibrariesRequest request, CancellationToken cancellationToken);

    [Get("/libraries/cluster-status")]
    [Operation("libraries/cluster-status", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<ClusterLibraryStatuses> ClusterStatusAsync([AliasAs("cluster_id")] string clusterId, CancellationToken cancellationToken);

    /// <summary>The statuses of all clusters in one call.</summary>
    [Get("/libraries/all-cluster-statuses")]
    [Operation("libraries/all-cluster-statuses", RetrySafety.Always, NotFoundScope.None)]
    Task<AllLibraryStatuses> AllClusterStatusesAsync(CancellationToken cancellationToken);
}
