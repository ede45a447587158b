using Databricks.Simulator.Faults;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Kinds.Jobs;
using Operator.Managed;
using Operator.Reconciling;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>A job that names what the workspace has only just got waits for it; one that is wrong says so.</summary>
public sealed class JobRefusalTests : IAsyncLifetime
{
    private JobFixture fixture = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => fixture = await JobFixture.StartAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Theory]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Cluster id-of-shared does not exist", true)]
    [InlineData(404, "RESOURCE_DOES_NOT_EXIST", "Cluster id-of-shared does not exist", true)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "The notebook '/path/of/load' could not be found.", true)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Job 1017284950021374884 does not exist.", true)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Cluster id-of-shared-2 does not exist", false)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Cluster id-of-shared cannot run SQL tasks", false)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "Cluster written-in-the-spec does not exist", false)]
    public async Task Create_RefusedForAnObjectThatAResourceStandsFor_IsAWaitAndNoWrongSpec(int status, string code, string message, bool isWait)
    {
        fixture.Workspace.Workspace.Faults.Add(Fault.Error("jobs/create", status, code, message));

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => fixture.CreateAsync(Referring(), Marker));

        Assert.Equal(isWait, exception is DependencyMissingException { IsUnseenByWorkspace: true });
        Assert.Equal(!isWait, exception is DatabricksException { Kind: DatabricksErrorKind.Invalid });
        Assert.Contains(message, exception is DatabricksException refused ? refused.Error.Message : exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Act_RefusedForAnObjectThatAResourceStandsFor_NamesTheResource()
    {
        var job = WithTask(_ => { });
        var observed = await ObserveAsync(await fixture.CreateAsync(job, Marker));
        job.Spec.Tasks = Referring().Spec.Tasks;
        fixture.Workspace.Workspace.Faults.Add(Fault.Error("jobs/reset", 400, "INVALID_PARAMETER_VALUE", "Cluster id-of-shared does not exist"));

        var exception = await Assert.ThrowsAsync<DependencyMissingException>(() =>
            fixture.Remote.UpdateAsync(job, observed, fixture.Remote.Evaluate(job, observed, Marker), fixture.Client, Cancellation));

        Assert.StartsWith("The DatabricksCluster shared stands for id-of-shared", exception.Message, StringComparison.Ordinal);
    }

    private static DatabricksJob Referring() => Of(spec => spec.Tasks =
    [
        new JobTask { TaskKey = "a", ExistingClusterRef = new() { Name = "shared" }, NotebookTask = new() { NotebookRef = new() { Name = "load" } } },
        new JobTask { TaskKey = "b", RunJobTask = new RunJobTask { JobRef = new() { Name = "others" } } },
        new JobTask { TaskKey = "c", ExistingClusterId = "written-in-the-spec", NotebookTask = new NotebookTask { NotebookPath = "/x" } },
    ]);

    private async Task<ObservedJob> ObserveAsync(string id) => (await fixture.Remote.ObserveAsync(new DatabricksJob(), id, LookSource.Object, fixture.Client, Cancellation))!;
}
