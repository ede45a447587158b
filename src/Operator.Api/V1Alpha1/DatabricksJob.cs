using k8s.Models;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>A job in a Databricks workspace: tasks, what they run on, and when.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "databricksjobs")]
[EntityScope(EntityScope.Namespaced)]
[KubernetesEntityShortNames("dbj")]
[KubernetesEntityCategories(ApiGroup.Category)]
[GenericAdditionalPrinterColumn(ColumnPaths.Ready, "Ready", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Synced, "Synced", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Reason, "Reason", "string")]
[GenericAdditionalPrinterColumn(".status.jobId", "Job-ID", "string")]
[GenericAdditionalPrinterColumn(".status.lastRun.startTime", "Last-Run", "date")]
[GenericAdditionalPrinterColumn(".status.lastRun.result", "Result", "string")]
[GenericAdditionalPrinterColumn(ColumnPaths.Age, "Age", "date")]
[GenericAdditionalPrinterColumn(".status.workspace", "Workspace", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.lastRun.state", "Run-State", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.runAsUserName", "Runs-As", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(".status.url", "URL", "string", Priority = PrinterColumnPriority.WideView)]
[GenericAdditionalPrinterColumn(ColumnPaths.Message, "Message", "string", Priority = PrinterColumnPriority.WideView)]
[ImmutableOnceRecorded("workspaceRef", "jobId", "to move the job, create a new resource for the other workspace")]
[ImmutableOnceRecorded("externalId", "jobId", CommonRules.ManageAnother, MayBeAdded = true)]
[ValidationRule(
    "!has(oldSelf.status) || !has(oldSelf.status.jobId) || !has(self.spec.externalId) || has(oldSelf.spec.externalId)"
        + " || self.spec.externalId == oldSelf.status.jobId",
    "spec.externalId cannot name another job than the one recorded in status.jobId")]
public sealed class DatabricksJob : DatabricksResource<DatabricksJobSpec, DatabricksJobStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "DatabricksJob";

    /// <summary>An object without a name yet.</summary>
    public DatabricksJob()
    {
        ApiVersion = ApiGroup.ApiVersion;
        Kind = KindName;
    }
}
