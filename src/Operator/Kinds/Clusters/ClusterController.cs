using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Databricks.Libraries;
using Operator.Managed;
using Operator.Runtime.Hosting;
using Operator.Workspaces;

namespace Operator.Kinds.Clusters;

/// <summary>What is watched for clusters, and who does the work.</summary>
internal static class ClusterController
{
    public static IOperatorBuilder AddClusters(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksCluster, ClusterDetails, ClusterRows>();
        builder.AddObservation<DatabricksCluster, ClusterLibraryStatuses, LibraryRows>();
        builder.Services.AddSingleton<PinnedClusters>();
        builder.Services.AddSingleton<ClusterSecrets>();
        builder.Services.AddSingleton<ClusterParts>();
        builder.Services.AddSingleton<StartBackoff>();
        builder.Services.AddSingleton<IExternalClient<DatabricksCluster, ObservedCluster>, ClusterExternalClient>();
        return builder.AddManaged<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, ObservedCluster>()
            .AddWatch<DatabricksCluster, SecretMetadata>(ClusterSecrets.KeysOf);
    }
}
