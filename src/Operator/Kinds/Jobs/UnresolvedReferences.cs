using Operator.Api.V1Alpha1;

namespace Operator.Kinds.Jobs;

/// <summary>Stands in where it only matters that something is referred to.</summary>
internal sealed class UnresolvedReferences : IJobReferences
{
    public static readonly UnresolvedReferences Instance = new();

    private UnresolvedReferences()
    {
    }

    public string ClusterId(DatabricksJob job, ResourceReference cluster) => cluster.Name;

    public string NotebookPath(DatabricksJob job, ResourceReference notebook) => notebook.Name;

    public string WarehouseId(DatabricksJob job, ResourceReference warehouse) => warehouse.Name;

    public long JobId(DatabricksJob job, ResourceReference other) => 0;
}
