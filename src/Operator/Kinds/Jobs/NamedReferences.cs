using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.Kinds.Jobs;

/// <summary>Resolves a job's references and remembers them, for one request.</summary>
internal sealed class NamedReferences(IJobReferences references) : IJobReferences
{
    private readonly ResolvedReferences resolved = new();

    /// <summary>The references of a job whose settings were mapped before.</summary>
    public static NamedReferences Of(DatabricksJob job, IJobReferences references)
    {
        var named = new NamedReferences(references);
        JobMapper.ToWire(job, "", named);
        return named;
    }

    public string ClusterId(DatabricksJob job, ResourceReference cluster) => Named(DatabricksCluster.KindName, cluster, references.ClusterId(job, cluster));

    public string NotebookPath(DatabricksJob job, ResourceReference notebook) =>
        Named(DatabricksNotebook.KindName, notebook, references.NotebookPath(job, notebook));

    public string WarehouseId(DatabricksJob job, ResourceReference warehouse) =>
        Named(DatabricksSqlWarehouse.KindName, warehouse, references.WarehouseId(job, warehouse));

    public long JobId(DatabricksJob job, ResourceReference other)
    {
        var id = references.JobId(job, other);
        Named(DatabricksJob.KindName, other, id.ToString(CultureInfo.InvariantCulture));
        return id;
    }

    /// <inheritdoc cref="ResolvedReferences.MissingIn"/>
    public DependencyMissingException? MissingIn(DatabricksException refusal) => resolved.MissingIn(refusal);

    private string Named(string kind, ResourceReference reference, string value)
    {
        resolved.Add(kind, reference.Name, value);
        return value;
    }
}
