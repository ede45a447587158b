using k8s.Models;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>A notebook in a Databricks workspace: one path and what stands there.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "databricksnotebooks")]
[EntityScope(EntityScope.Namespaced)]
[KubernetesEntityShortNames("dbn")]
[KubernetesEntityCategories(ApiGroup.Category)]
[GenericAdditionalPrinterColumn(ColumnPaths.Ready, "Ready", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Synced, "Synced", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Reason, "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.path", "Path", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Age, "Age", "date")]
[GenericAdditionalPrinterColumn(".status.workspace", "Workspace", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.language", "Language", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.objectId", "Object-ID", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.importTime", "Imported", "date", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.url", "URL", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(ColumnPaths.Message, "Message", "string", Priority = PrinterColumnPriority.WideView)]
[ImmutableOnceRecorded("workspaceRef", "path", "to move the notebook, create a new resource for the other workspace")]
public sealed class DatabricksNotebook : DatabricksResource<DatabricksNotebookSpec, DatabricksNotebookStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "DatabricksNotebook";

    /// <summary>An object without a name yet.</summary>
    public DatabricksNotebook()
    {
        ApiVersion = ApiGroup.ApiVersion;
        Kind = KindName;
    }
}
