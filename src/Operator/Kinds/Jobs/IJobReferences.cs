using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Kinds.Jobs;

/// <summary>What stands in the workspace for the resources a job names.</summary>
/// <remarks>All throw <see cref="DependencyMissingException"/> as long as there is nothing.</remarks>
internal interface IJobReferences
{
    string ClusterId(DatabricksJob job, ResourceReference cluster);

    string NotebookPath(DatabricksJob job, ResourceReference notebook);

    string WarehouseId(DatabricksJob job, ResourceReference warehouse);

    long JobId(DatabricksJob job, ResourceReference other);
}
