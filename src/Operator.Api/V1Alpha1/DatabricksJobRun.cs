using k8s.Models;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>One run of a job, started once: bounded work, as a batch Job is.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "databricksjobruns")]
[EntityScope(EntityScope.Namespaced)]
[KubernetesEntityShortNames("dbr")]
[KubernetesEntityCategories(ApiGroup.Category)]
[GenericAdditionalPrinterColumn(".status.state", "State", "string")]
[GenericAdditionalPrinterColumn(".status.result", "Result", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Reason, "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.runId", "Run-ID", "string")]
[GenericAdditionalPrinterColumn(".status.duration", "Duration", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Age, "Age", "date")]
[GenericAdditionalPrinterColumn(ColumnPaths.Ready, "Ready", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(ColumnPaths.Synced, "Synced", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.workspace", "Workspace", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.jobId", "Job-ID", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.url", "URL", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(ColumnPaths.Message, "Message", "string", Priority = PrinterColumnPriority.WideView)]
[ImmutableOnceRecorded("externalId", "runId", RunConditions.StartedOnce, MayBeAdded = true)]
public sealed class DatabricksJobRun : DatabricksResource<DatabricksJobRunSpec, DatabricksJobRunStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "DatabricksJobRun";

    /// <summary>An object without a name yet.</summary>
    public DatabricksJobRun()
    {
        ApiVersion = ApiGroup.ApiVersion;
        Kind = KindName;
    }
}
