using Databricks.Simulator.Faults;
using k8s.Models;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>A job that names what the workspace has only just got waits for it; one that is wrong says so.</summary>
public sealed class JobRefusalTests
{
    private static readonly JobTaskSpec[] Referring =
    [
        new() { TaskKey = "a", ExistingClusterRef = new() { Name = "shared" }, NotebookTask = new() { NotebookRef = new() { Name = "load" } } },
        new() { TaskKey = "b", RunJobTask = new RunJobTaskSpec { JobRef = new() { Name = "others" } } },
        new() { TaskKey = "c", ExistingClusterId = "written-in-the-spec", NotebookTask = new NotebookTaskSpec { NotebookPath = "/x" } },
    ];

    [Theory]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Cluster id-of-shared does not exist", true)]
    [InlineData(404, "RESOURCE_DOES_NOT_EXIST", "Cluster id-of-shared does not exist", true)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "The notebook '/path/of/load' could not be found.", true)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Job 4711 does not exist.", true)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Cluster id-of-shared-2 does not exist", false)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Cluster id-of-shared cannot run SQL tasks", false)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Cluster written-in-the-spec does not exist", false)]
    public async Task Create_RefusedForAnObjectThatAResourceStandsFor_IsAWaitAndNoWrongSpec(int status, string code, string message, bool isWait)
    {
        await using var job = await JobHarness.StartAsync();
        PutReferences(job);
        job.Apply(one => one.Spec.Tasks = [.. Referring]);
        job.Remote.Faults.Add(Fault.Error("jobs/create", status, code, message));

        await job.PassAsync();

        Assert.Equal(("False", isWait ? Reasons.DependencyNotReady : Reasons.Rejected), job.Condition(ConditionTypes.Ready));
        Assert.Equal(isWait ? "" : "True", job.Condition(ConditionTypes.Stalled).Status);
        Assert.Contains(message, job.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_RefusedForAnObjectThatAResourceStandsFor_NamesTheResource()
    {
        await using var job = await JobHarness.SettledAsync();
        PutReferences(job);
        job.Edit(spec => spec.Tasks = [.. Referring]);
        job.Remote.Faults.Add(Fault.Error("jobs/reset", 400, "INVALID_PARAMETER_VALUE", "Cluster id-of-shared does not exist"));

        await job.PassAsync();

        Assert.Equal(1, job.Calls("jobs/reset"));
        Assert.Equal(("False", Reasons.DependencyNotReady), job.Condition(ConditionTypes.Ready));
        Assert.StartsWith("The DatabricksCluster shared stands for id-of-shared", job.Message(), StringComparison.Ordinal);
    }

    /// <summary>What the tasks name, as resources that record an id.</summary>
    private static void PutReferences(JobHarness job)
    {
        job.Put(new DatabricksCluster { Metadata = Named("shared"), Status = { ClusterId = "id-of-shared" } });
        job.Put(new DatabricksNotebook { Metadata = Named("load"), Status = { Path = "/path/of/load" } });
        job.Put(new DatabricksJob { Metadata = Named("others"), Status = { JobId = "4711" } });
    }

    private static V1ObjectMeta Named(string name) => new() { Name = name, NamespaceProperty = "team", Uid = $"uid-of-{name}", Generation = 1 };
}
