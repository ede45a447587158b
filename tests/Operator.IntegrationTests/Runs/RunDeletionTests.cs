using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Runs;

/// <summary>A run ends with its resource, however far it has got; what has ended is left as it is.</summary>
public sealed class RunDeletionTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private OperatedWorkspace place = null!;
    private OperatedObject resource = null!;
    private long job;

    public async ValueTask InitializeAsync()
    {
        var slow = new RunOptions { PendingDuration = Step, RunningDuration = Step, TerminatingDuration = Step };
        place = await OperatedWorkspace.StartAsync(controlPlane, "deletion", new WorkspaceOptions { Runs = slow });
        resource = place.Object("DatabricksJobRun", "x");
        job = place.Remote.Jobs.Create(
            JsonNode.Parse("""{"name":"etl","queue":{"enabled":true},"tasks":[{"task_key":"load","notebook_task":{"notebook_path":"/load"}}]}""")!.AsObject(),
            "ada@example.com");
    }

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task Delete_OfARunThatWaitsForItsJob_LetsItGoAndNothingStartsLater()
    {
        await resource.ApplyAsync("{jobRef: {name: nightly}}");
        await resource.SaysAsync("Ready", "False DependencyNotReady");

        await resource.DeleteAsync();
        await resource.GoneAsync();
        var nightly = place.Object("DatabricksJob", "nightly");
        await nightly.ApplyAsync("{tasks: [{taskKey: main, notebookTask: {notebookPath: /main}}]}");
        await nightly.SettledAsync();

        Assert.Empty(place.Remote.Runs.Ids);
        Assert.DoesNotContain("jobs/run-now", place.Written);
    }

    [Theory]
    [InlineData("PENDING")]
    [InlineData("RUNNING")]
    public async Task Delete_OfAnActiveRun_CancelsItAndWaitsForItsEnd(string state)
    {
        await StartAsync();
        place.Pass(state == "RUNNING" ? Step : TimeSpan.Zero);
        await resource.ShowsAsync(".status.state", state);

        await resource.DeleteAsync();
        await Eventually.HoldsAsync(() => place.Written.Contains("jobs/runs/cancel"), "the run to be cancelled");
        await resource.LookedAtAsync();
        place.Pass(Step);

        await resource.GoneAsync();
        Assert.Equal("CANCELED", (string)place.Remote.Runs.Find(Id)!["state"]!["result_state"]!);
        Assert.Equal(["jobs/run-now", "jobs/runs/cancel"], place.Written);
    }

    [Fact]
    public async Task Delete_OfARunThatIsQueued_TakesItOutOfTheQueue()
    {
        var first = place.Remote.Runs.Start(job);
        await StartAsync("QUEUED");

        await resource.DeleteAsync();
        await Eventually.HoldsAsync(() => place.Written.Contains("jobs/runs/cancel"), "the run to be cancelled");
        place.Pass(Step);
        await resource.GoneAsync();

        Assert.Equal("CANCELED", (string)place.Remote.Runs.Find(place.Remote.Runs.Ids.Single(id => id != first))!["state"]!["result_state"]!);
        Assert.Equal("RUNNING", (string)place.Remote.Runs.Find(first)!["state"]!["life_cycle_state"]!);
    }

    [Fact]
    public async Task Delete_OfARunThatHasEnded_IsNoCallAndLeavesItsRecord()
    {
        await StartAsync();
        place.Remote.Runs.Finish(Id);
        await resource.SaysAsync("Complete", "True");
        var calls = place.Remote.Journal.Of("jobs/runs/get").Count;

        await resource.DeleteAsync();
        await resource.GoneAsync();

        Assert.NotNull(place.Remote.Runs.Find(Id));
        Assert.Equal(calls, place.Remote.Journal.Of("jobs/runs/get").Count);
        Assert.Equal(["jobs/run-now"], place.Written);
    }

    [Fact]
    public async Task Delete_OfARunThatDatabricksForgot_EndsWithoutStartingAnother()
    {
        await StartAsync();
        place.Remote.Runs.Remove(Id);
        await resource.SaysAsync("Stalled", "True RunExpired");

        await resource.DeleteAsync();
        await resource.GoneAsync();

        Assert.Empty(place.Remote.Runs.Ids);
        Assert.Equal(["jobs/run-now"], place.Written);
    }

    private long Id => place.Remote.Runs.Ids.Single();

    private async Task StartAsync(string state = "PENDING")
    {
        await resource.ApplyAsync($"{{jobId: \"{job}\"}}");
        await resource.ShowsAsync(".status.state", state);
    }
}
