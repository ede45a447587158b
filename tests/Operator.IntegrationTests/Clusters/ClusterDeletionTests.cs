using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Clusters;

/// <summary>A cluster goes with its resource, whatever it is doing at that moment.</summary>
public sealed class ClusterDeletionTests(ControlPlane controlPlane) : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private static readonly ClusterOptions Slow =
        new() { PendingDuration = Step, ResizingDuration = Step, RestartingDuration = Step, TerminatingDuration = Step };

    private OperatedWorkspace place = null!;
    private OperatedObject resource = null!;

    public async ValueTask InitializeAsync()
    {
        place = await OperatedWorkspace.StartAsync(controlPlane, "deletion", new WorkspaceOptions { Clusters = Slow });
        resource = place.Object("DatabricksCluster", "x");
        await resource.ApplyAsync(ClusterPolicyTests.Spec(""));
        await resource.ShowsAsync(".status.state", "PENDING");
    }

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Theory]
    [InlineData("PENDING")]
    [InlineData("RUNNING")]
    [InlineData("RESIZING")]
    [InlineData("RESTARTING")]
    [InlineData("TERMINATING")]
    public async Task Delete_OfAClusterThatTakesItsTime_WaitsForItsEnd(string state)
    {
        await BringToAsync(state);

        await resource.DeleteAsync();
        await resource.SaysAsync("Ready", "False Deleting");
        await Eventually.HoldsAsync(() => place.Written.Contains("clusters/permanent-delete"), "the deletion");
        await resource.LookedAtAsync();
        Assert.Equal("TERMINATING", State);
        place.Pass(Step);

        await resource.GoneAsync();
        Assert.Empty(place.Remote.Clusters.Ids);
    }

    [Fact]
    public async Task Delete_OfATerminatedCluster_TakesItsDefinitionToo()
    {
        await BringToAsync("TERMINATED");

        await resource.DeleteAsync();

        await resource.GoneAsync();
        Assert.Empty(place.Remote.Clusters.Ids);
    }

    [Theory]
    [InlineData("RUNNING")]
    [InlineData("TERMINATED")]
    public async Task Delete_OfAClusterThatSomebodyPinned_UnpinsAndTakesIt(string state)
    {
        await BringToAsync(state);
        await place.CallAsync(HttpMethod.Post, "/api/2.1/clusters/pin", $$"""{"cluster_id":"{{Id}}"}""");

        await resource.DeleteAsync();
        await Eventually.HoldsAsync(() => place.Writes.Any(call => call is { Operation: "clusters/permanent-delete", Executed: true }), "the deletion");
        place.Pass(Step);

        await resource.GoneAsync();
        Assert.Empty(place.Remote.Clusters.Ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_OfAClusterThatIsGone_EndsWithoutMakingAnother(bool isPurged)
    {
        await BringToAsync("TERMINATED");
        await resource.PatchAsync("""{"spec":{"suspend":true}}""");
        await resource.SaysAsync("Synced", "Unknown Suspended");
        if (isPurged)
        {
            place.Pass(TimeSpan.FromDays(31));
        }
        else
        {
            place.Remote.Clusters.Remove(Id);
        }

        await resource.DeleteAsync();
        await resource.SaysAsync("Ready", "False DeleteBlocked");
        await resource.PatchAsync("""{"spec":{"suspend":false}}""");

        await resource.GoneAsync();
        Assert.Empty(place.Remote.Clusters.Ids);
        Assert.Equal(["clusters/create"], place.Written);
    }

    [Theory]
    [InlineData("PENDING", 1)]
    [InlineData("RUNNING", 1)]
    [InlineData("RESIZING", 1)]
    [InlineData("RESTARTING", 1)]
    [InlineData("TERMINATING", 0)]
    [InlineData("TERMINATED", 0)]
    public async Task Delete_UnderTerminate_StopsItAndKeepsItsDefinition(string state, int stops)
    {
        await BringToAsync(state);
        await resource.PatchAsync("""{"spec":{"policies":{"deletion":"Terminate"}}}""");

        await resource.DeleteAsync();
        await resource.GoneAsync();
        place.Pass(Step);

        Assert.Equal("TERMINATED", State);
        Assert.Equal(stops, place.Written.Count(name => name == "clusters/delete"));
        Assert.DoesNotContain("clusters/permanent-delete", place.Written);
    }

    private string Id => place.Remote.Clusters.Ids.Single();

    private string State => (string)place.Remote.Clusters.Find(Id)!["state"]!;

    /// <summary>From PENDING on.</summary>
    private async Task BringToAsync(string state)
    {
        if (state == "PENDING")
        {
            return;
        }

        place.Pass(Step);
        await resource.SettledAsync();
        switch (state)
        {
            case "RESIZING":
                await resource.PatchAsync("""{"spec":{"numWorkers":3}}""");
                break;
            case "RESTARTING":
                await resource.PatchAsync("""{"spec":{"sparkConf":{"a":"1"}}}""");
                break;
            case "TERMINATING" or "TERMINATED":
                place.Remote.Clusters.Terminate(Id, new TerminationCause("INACTIVITY", "SUCCESS"));
                place.Pass(state == "TERMINATED" ? Step : TimeSpan.Zero);
                break;
        }

        await resource.ShowsAsync(".status.state", state);
    }
}
