using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;

namespace Operator.Kinds.Jobs;

/// <summary>Looks up what a job names among the resources of its namespace. They are waited for: the watch on them brings the job back.</summary>
internal sealed class JobReferences(
    ObjectStore<DatabricksCluster> clusters,
    ObjectStore<DatabricksNotebook> notebooks,
    ObjectStore<DatabricksSqlWarehouse> warehouses,
    ObjectStore<DatabricksJob> jobs)
    : IJobReferences
{
    public static IEnumerable<ObjectKey> ClustersOf(DatabricksJob job) =>
        Names(job, task => task.ExistingClusterRef);

    public static IEnumerable<ObjectKey> NotebooksOf(DatabricksJob job) => Names(job, task => task.NotebookTask?.NotebookRef);

    public static IEnumerable<ObjectKey> WarehousesOf(DatabricksJob job) => Names(job, task => task.SqlTask?.WarehouseRef);

    public static IEnumerable<ObjectKey> JobsOf(DatabricksJob job) => Names(job, task => task.RunJobTask?.JobRef);

    public string ClusterId(DatabricksJob job, ResourceReference cluster) =>
        Ready(job, DatabricksCluster.KindName, cluster.Name, clusters.Find(Key(job, cluster)), found => found.Status.ClusterId);

    public string NotebookPath(DatabricksJob job, ResourceReference notebook) =>
        Ready(job, DatabricksNotebook.KindName, notebook.Name, notebooks.Find(Key(job, notebook)), found => found.Status.Path);

    public string WarehouseId(DatabricksJob job, ResourceReference warehouse) =>
        Ready(job, DatabricksSqlWarehouse.KindName, warehouse.Name, warehouses.Find(Key(job, warehouse)), found => found.Status.WarehouseId);

    public long JobId(DatabricksJob job, ResourceReference other) =>
        long.Parse(Ready(job, DatabricksJob.KindName, other.Name, jobs.Find(Key(job, other)), found => found.Status.JobId), CultureInfo.InvariantCulture);

    private static string Ready<TEntity>(DatabricksJob job, string kind, string name, TEntity? found, Func<TEntity, string?> id)
        where TEntity : class, IDatabricksResource
    {
        if (found is null)
        {
            throw new DependencyMissingException($"The {kind} {name} does not exist in namespace {job.Metadata.NamespaceProperty}");
        }

        if (found.Metadata.DeletionTimestamp is not null)
        {
            throw new DependencyMissingException($"The {kind} {name} is being deleted");
        }

        if (found.Status.Workspace is { } theirs && job.Status.Workspace is { } ours && theirs != ours)
        {
            throw new DependencyMissingException($"The {kind} {name} lives in another workspace ({theirs}) than this job ({ours})");
        }

        return id(found) is { Length: > 0 } value ? value : throw StalledDependency.Missing(kind, found, "does not exist in the workspace");
    }

    private static IEnumerable<ObjectKey> Names(DatabricksJob job, Func<TaskSpecBase, ResourceReference?> select) =>
        JobTree.Tasks(job.Spec).Select(task => select(task.Task)).OfType<ResourceReference>().Select(reference => Key(job, reference));

    private static ObjectKey Key(DatabricksJob job, ResourceReference reference) => new(job.Metadata.NamespaceProperty, reference.Name);
}
