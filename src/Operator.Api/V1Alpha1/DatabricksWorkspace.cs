using k8s.Models;
using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>A Databricks workspace: where it is, as whom the operator works there, and who may use it.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "databricksworkspaces")]
[EntityScope(EntityScope.Namespaced)]
[KubernetesEntityShortNames("dbw")]
[KubernetesEntityCategories(ApiGroup.Category)]
[GenericAdditionalPrinterColumn(ColumnPaths.Ready, "Ready", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Reason, "Reason", "string")]
[GenericAdditionalPrinterColumn(".spec.host", "Host", "string")]
[GenericAdditionalPrinterColumn(".status.userName", "Identity", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Age, "Age", "date")]
[GenericAdditionalPrinterColumn(ColumnPaths.Synced, "Synced", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.workspaceId", "Workspace-ID", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.credential", "Auth", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(ColumnPaths.Message, "Message", "string", Priority = PrinterColumnPriority.WideView)]
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
