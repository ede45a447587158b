using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Databricks.Libraries;
using Operator.Managed;
using Operator.Permissions;
using Operator.Runtime.Hosting;
using Operator.Workspaces;

namespace Operator.Kinds.Clusters;

/// <summary>What a cluster is for the common pass, what is watched for it, and who does the work.</summary>
internal static class ClusterKind
{
    public static KindDescription<DatabricksCluster, ObservedCluster> Description { get; } = new()
    {
        RecordedId = cluster => cluster.Status.ClusterId,
        NameOf = cluster => cluster.Spec.ClusterName ?? cluster.Metadata.Name,
        ObservedNameOf = observed => observed.Details.ClusterName,
        IdOf = observed => observed.Id,
        MarkerOf = observed => observed.Details.CustomTags?.GetValueOrDefault(Ownership.MarkerTag),
        CreatorOf = observed => observed.Details.CreatorUserName,
        Validate = ClusterSpecValidator.Problems,
    };

    public static IOperatorBuilder AddClusters(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksCluster, ClusterDetails, ClusterLister>();
        builder.AddObservation<DatabricksCluster, ClusterLibraryStatuses, LibraryLister>();
        builder.AddPart<DatabricksCluster, ObservedCluster, ClusterLibraries>();
        builder.AddPermissions<DatabricksCluster, ObservedCluster>(PermissionKind.Clusters, Description.RecordedId);
        builder.AddPart<DatabricksCluster, ObservedCluster, ClusterPin>();
        builder.Services.AddSingleton<PinnedClusterCache>();
        builder.Services.AddSingleton<ClusterSecrets>();
        builder.Services.AddSingleton<StartBackoff>();
        return builder
            .AddManaged<DatabricksCluster, DatabricksClusterSpec, DatabricksClusterStatus, ObservedCluster, ClusterDetails, ClusterClient>(Description)
            .AddSecretWatch<DatabricksCluster>(ClusterSecrets.KeysOf);
    }
}
