using k8s.Models;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>An all-purpose cluster in a Databricks workspace.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "databricksclusters")]
[EntityScope(EntityScope.Namespaced)]
[KubernetesEntityShortNames("dbc")]
[KubernetesEntityCategories(ApiGroup.Category)]
[GenericAdditionalPrinterColumn(ColumnPaths.Ready, "Ready", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Synced, "Synced", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Reason, "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.state", "State", "string")]
[GenericAdditionalPrinterColumn(".status.clusterId", "Cluster-ID", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Age, "Age", "date")]
[GenericAdditionalPrinterColumn(".status.workspace", "Workspace", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".spec.sparkVersion", "Spark", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".spec.nodeTypeId", "Node-Type", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.numWorkers", "Workers", "integer", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.url", "URL", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(ColumnPaths.Message, "Message", "string", Priority = PrinterColumnPriority.WideView)]
[ImmutableOnceRecorded("workspaceRef", "clusterId", "to move the cluster, create a new resource for the other workspace")]
[ImmutableOnceRecorded("externalId", "clusterId", CommonRules.ManageAnother, MayBeAdded = true)]
[ValidationRule(
    "!has(oldSelf.status) || !has(oldSelf.status.clusterId) || !has(self.spec.externalId) || has(oldSelf.spec.externalId)"
        + " || self.spec.externalId == oldSelf.status.clusterId",
    "spec.externalId cannot name another cluster than the one recorded in status.clusterId")]
public sealed class DatabricksCluster : DatabricksResource<DatabricksClusterSpec, DatabricksClusterStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "DatabricksCluster";

    /// <summary>An object without a name yet.</summary>
    public DatabricksCluster()
    {
        ApiVersion = ApiGroup.ApiVersion;
        Kind = KindName;
    }
}
