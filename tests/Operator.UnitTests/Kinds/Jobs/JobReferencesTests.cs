using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Jobs;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

public sealed class JobReferencesTests
{
    private static readonly ResourceReference Shared = new() { Name = "shared" };
    private readonly ObjectStore<DatabricksCluster> clusters = new();
    private readonly ObjectStore<DatabricksNotebook> notebooks = new();
    private readonly ObjectStore<DatabricksSqlWarehouse> warehouses = new();
    private readonly ObjectStore<DatabricksJob> jobs = new();
    private readonly JobReferences references;
    private int version;

    public JobReferencesTests() => references = new JobReferences(clusters, notebooks, warehouses, jobs);

    [Fact]
    public void ClusterId_OfOneInTheWorkspace_IsItsId()
    {
        Put(cluster => cluster.Status.ClusterId = "c-1");

        Assert.Equal("c-1", references.ClusterId(Of(), Shared));
    }

    [Fact]
    public void ClusterId_AsLongAsThereIsNone_IsWaitedForInWords()
    {
        AssertMissing("does not exist in namespace team");
        Put(_ => { });
        AssertMissing("does not exist in the workspace yet");
        Put(cluster => (cluster.Status.ClusterId, cluster.Metadata.DeletionTimestamp) = ("c-1", DateTime.UnixEpoch));
        AssertMissing("is being deleted");
        Put(cluster => (cluster.Status.ClusterId, cluster.Status.Workspace) = ("c-1", "other"));
        AssertMissing("lives in another workspace (other) than this job (prod)");
    }

    [Fact]
    public void ClusterId_OfOneInAnotherNamespace_IsNotTaken()
    {
        Put(cluster => (cluster.Status.ClusterId, cluster.Metadata.NamespaceProperty) = ("c-1", "elsewhere"));

        AssertMissing("does not exist in namespace team");
    }

    [Fact]
    public void JobId_OfOneInTheWorkspace_KeepsAllItsDigits()
    {
        var other = Of();
        (other.Metadata.Name, other.Metadata.ResourceVersion, other.Status.JobId) = ("other", "1", $"{Id}");
        jobs.Apply(new DecodedObject<DatabricksJob>(other, null));

        Assert.Equal(Id, references.JobId(Of(), new ResourceReference { Name = "other" }));
    }

    [Fact]
    public void NotebookPath_OfOneInTheWorkspace_IsWhereItIsAndNotWhatItsSpecSays()
    {
        var notebook = new DatabricksNotebook { Metadata = new V1ObjectMeta { Name = "n", NamespaceProperty = "team", Uid = "u", ResourceVersion = "1" } };
        notebook.Spec.Path = "/Workspace/Shared/n.py";
        notebooks.Apply(new DecodedObject<DatabricksNotebook>(notebook, null));
        Assert.Contains(
            "The DatabricksNotebook n does not exist in the workspace yet",
            Assert.Throws<DependencyMissingException>(() => references.NotebookPath(Of(), new ResourceReference { Name = "n" })).Message,
            StringComparison.Ordinal);

        notebook.Status.Path = "/Shared/n";

        Assert.Equal("/Shared/n", references.NotebookPath(Of(), new ResourceReference { Name = "n" }));
    }

    [Fact]
    public void WarehouseId_OfOneInTheWorkspace_IsItsId()
    {
        var warehouse =
            new DatabricksSqlWarehouse { Metadata = new V1ObjectMeta { Name = "reports", NamespaceProperty = "team", Uid = "u", ResourceVersion = "1" } };
        warehouses.Apply(new DecodedObject<DatabricksSqlWarehouse>(warehouse, null));
        Assert.Contains(
            "The DatabricksSqlWarehouse reports does not exist in the workspace yet",
            Assert.Throws<DependencyMissingException>(() => references.WarehouseId(Of(), new ResourceReference { Name = "reports" })).Message,
            StringComparison.Ordinal);

        warehouse.Status.WarehouseId = "0a1b";

        Assert.Equal("0a1b", references.WarehouseId(Of(), new ResourceReference { Name = "reports" }));
    }

    [Fact]
    public void Keys_OfAJob_AreAllItRefersToInItsNamespace()
    {
        var job = Of(spec => spec.Tasks =
        [
            new JobTaskSpec { TaskKey = "a", ExistingClusterRef = Shared },
            new JobTaskSpec { TaskKey = "b", ForEachTask = new ForEachTaskSpec
            {
                Task = new RepeatedTask { ExistingClusterRef = new ResourceReference { Name = "inner" } },
            } },
            new JobTaskSpec { TaskKey = "c", RunJobTask = new RunJobTaskSpec { JobRef = new ResourceReference { Name = "other" } } },
            new JobTaskSpec { TaskKey = "d", NotebookTask = new NotebookTaskSpec { NotebookRef = new ResourceReference { Name = "load" } } },
            new JobTaskSpec { TaskKey = "e", SqlTask = new SqlTaskSpec { WarehouseRef = new ResourceReference { Name = "reports" } } },
        ]);

        Assert.Equal([new ObjectKey("team", "shared"), new ObjectKey("team", "inner")], JobReferences.ClustersOf(job));
        Assert.Equal([new ObjectKey("team", "other")], JobReferences.JobsOf(job));
        Assert.Equal([new ObjectKey("team", "load")], JobReferences.NotebooksOf(job));
        Assert.Equal([new ObjectKey("team", "reports")], JobReferences.WarehousesOf(job));
        Assert.Empty(JobReferences.ClustersOf(Of()));
    }

    private void AssertMissing(string expected)
    {
        var job = Of();
        job.Status.Workspace = "prod";
        Assert.Contains(expected, Assert.Throws<DependencyMissingException>(() => references.ClusterId(job, Shared)).Message, StringComparison.Ordinal);
    }

    private void Put(Action<DatabricksCluster> change)
    {
        var cluster =
            new DatabricksCluster { Metadata = new V1ObjectMeta { Name = "shared", NamespaceProperty = "team", Uid = "u", ResourceVersion = $"{++version}" } };
        change(cluster);
        clusters.Apply(new DecodedObject<DatabricksCluster>(cluster, null), evenIfOlder: true);
    }
}
