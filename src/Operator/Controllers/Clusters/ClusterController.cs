using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Runtime.Hosting;

namespace Operator.Controllers.Clusters;

/// <summary>What is watched for clusters, and who does the work.</summary>
internal static class ClusterController
{
    public static IOperatorBuilder AddClusters(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksCluster, ClusterDetails, ClusterRows>();
        builder.Services.AddSingleton<StartBackoff>();
        builder.Services.AddSingleton<IExternalClient<DatabricksCluster, ClusterDetails>, ClusterExternalClient>();
        return builder.AddManaged<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, ClusterDetails>();
    }
}
