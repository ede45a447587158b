using Databricks.Simulator.Clusters;

namespace Operator.UnitTests.Simulator;

public sealed class ClusterIdentityTests
{
    [Theory]
    [InlineData("start")]
    [InlineData("restart")]
    [InlineData("edit")]
    [InlineData("update")]
    [InlineData("resize")]
    [InlineData("delete")]
    [InlineData("permanent-delete")]
    [InlineData("pin")]
    [InlineData("unpin")]
    [InlineData("events")]
    public async Task Call_OnAMissingCluster_SaysItDoesNotExistWith400(string operation)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        (await workspace.ActAsync(operation, "0101-000000-nothere1")).AssertRefused("INVALID_PARAMETER_VALUE", "Cluster 0101-000000-nothere1 does not exist");
        (await workspace.PostAsync($"clusters/{operation}", "{}")).AssertRefused("INVALID_PARAMETER_VALUE", "Missing required field: cluster_id");
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("2.1")]
    public async Task Get_MissingCluster_SaysItDoesNotExistWith400(string version)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        (await workspace.ReadAsync($"{version}/clusters/get?cluster_id=x")).AssertRefused("INVALID_PARAMETER_VALUE", "Cluster x does not exist");
    }

    [Fact]
    public async Task Get_MoreThan30DaysAfterTermination_IsPurgedAndOutOfTheList()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();
        await workspace.ActAsync("delete", id);
        await workspace.GetAsync(id);

        workspace.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal("TERMINATED", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromSeconds(1));

        await AssertPurgedAsync(workspace, id);
    }

    [Fact]
    public async Task Get_PinnedCluster_SurvivesUntil30DaysAfterItsUnpinning()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();
        Assert.Equal(200, (await workspace.ActAsync("pin", id)).Status);
        Assert.Equal(200, (await workspace.ActAsync("pin", id)).Status);
        await workspace.ActAsync("delete", id);

        workspace.Time.Advance(TimeSpan.FromDays(100));
        Assert.Equal("TERMINATED", await workspace.StateAsync(id));
        await workspace.ActAsync("unpin", id);
        workspace.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal("TERMINATED", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromSeconds(1));

        await AssertPurgedAsync(workspace, id);
    }

    [Fact]
    public async Task Purge_FromOutside_LooksLikeTheThirtyDayOne()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();

        workspace.Workspace.Clusters.Purge(id);

        await AssertPurgedAsync(workspace, id);
    }

    [Fact]
    public async Task PermanentDelete_RunningCluster_TerminatesItAndThenForgetsIt()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { TerminatingDuration = TimeSpan.FromMinutes(1) });
        var id = await workspace.CreateAsync();

        Assert.Equal(200, (await workspace.ActAsync("permanent-delete", id)).Status);
        Assert.Equal("TERMINATING", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromMinutes(1));

        (await workspace.ReadAsync($"2.1/clusters/get?cluster_id={id}")).AssertRefused("INVALID_PARAMETER_VALUE", $"Cluster {id} does not exist");
        Assert.Equal(400, (await workspace.ActAsync("permanent-delete", id)).Status);
    }

    [Fact]
    public async Task PermanentDelete_PinnedCluster_AsksToUnpinFirst()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();
        await workspace.ActAsync("pin", id);

        var refused = await workspace.ActAsync("permanent-delete", id);
        Assert.Equal(400, refused.Status);
        Assert.Contains("unpin the cluster first", refused.Message, StringComparison.Ordinal);
        Assert.Equal("RUNNING", await workspace.StateAsync(id));
        await workspace.ActAsync("unpin", id);
        Assert.Equal(200, (await workspace.ActAsync("permanent-delete", id)).Status);
        Assert.Null(workspace.Workspace.Clusters.Find(id));
    }

    [Fact]
    public async Task Pin_BeyondTheLimit_IsRefused()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { PinnedLimit = 1 });
        var first = await workspace.CreateAsync();
        var second = await workspace.CreateAsync();

        Assert.Equal(200, (await workspace.ActAsync("pin", first)).Status);
        Assert.Equal(400, (await workspace.ActAsync("pin", second)).Status);
        Assert.True(workspace.Workspace.Clusters.IsPinned(first));
        Assert.False(workspace.Workspace.Clusters.IsPinned(second));
    }

    private static async Task AssertPurgedAsync(SimulatedWorkspace workspace, string id)
    {
        var message = $"Cannot access cluster {id} that was terminated or unpinned more than 30 days ago.";
        (await workspace.ReadAsync($"2.1/clusters/get?cluster_id={id}")).AssertRefused("INVALID_STATE", message);
        (await workspace.ActAsync("start", id)).AssertRefused("INVALID_STATE", message);
        Assert.Null((await workspace.ReadAsync("2.1/clusters/list")).Json["clusters"]);
    }
}
