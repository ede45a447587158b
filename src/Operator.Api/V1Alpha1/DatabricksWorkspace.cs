using k8s.Models;
using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>A Databricks workspace: where it is, as whom the operator works there, and who may use it.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "databricksworkspaces")]
[EntityScope(EntityScope.Namespaced)]
[KubernetesEntityShortNames("dbw")]
[KubernetesEntityCategories(ApiGroup.Category)]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].status", "Ready", "string")]
[GenericAdditionalPrinterColumn(".spec.host", "Host", "string")]
[GenericAdditionalPrinterColumn(".status.userName", "Identity", "string")]
[GenericAdditionalPrinterColumn(".status.workspaceId", "Workspace-ID", "string")]
[GenericAdditionalPrinterColumn(".status.conditions[?(@.type==\"Ready\")].reason", "Reason", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.credential", "Auth", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".metadata.creationTimestamp", "Age", "date")]
public sealed class DatabricksWorkspace : CustomKubernetesEntity<DatabricksWorkspaceSpec, DatabricksWorkspaceStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "DatabricksWorkspace";

    /// <summary>The workspace of objects that name none, in its namespace.</summary>
    public const string DefaultName = "default";

    /// <summary>An object without a name yet.</summary>
    public DatabricksWorkspace()
    {
        ApiVersion = ApiGroup.ApiVersion;
        Kind = KindName;
    }
}
