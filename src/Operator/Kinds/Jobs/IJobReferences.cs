using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Kinds.Jobs;

/// <summary>What stands in the workspace for the resources a job names.</summary>
/// <remarks>All throw <see cref="DependencyMissingException"/> as long as there is nothing.</remarks>
internal interface IJobReferences
{
    string ClusterId(DatabricksJob job, ObjectReference cluster);

    string NotebookPath(DatabricksJob job, ObjectReference notebook);

    string WarehouseId(DatabricksJob job, ObjectReference warehouse);

    long JobId(DatabricksJob job, ObjectReference other);
}
