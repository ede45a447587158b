using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;

namespace Operator.UnitTests.Simulator;

public sealed class ClusterEditTests
{
    private const string Autoscaled = """
        {"cluster_name":"etl","spark_version":"15.4.x-scala2.12","node_type_id":"n1","driver_node_type_id":"big",
         "autoscale":{"min_workers":2,"max_workers":8},"spark_conf":{"a":"1"},"custom_tags":{"team":"data"}}
        """;

    private static readonly ClusterOptions SlowRestart = new() { RestartingDuration = TimeSpan.FromMinutes(2) };

    [Fact]
    public async Task Edit_RunningCluster_ReplacesEverythingAndRestarts()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(SlowRestart);
        var id = await workspace.CreateAsync(Autoscaled);
        await workspace.GetAsync(id);

        var answer = await workspace.PostAsync("clusters/edit", SimulatedWorkspace.Body(id, SimulatedWorkspace.FixedSize));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal("{}", answer.Text);
        Assert.Equal("RESTARTING", (string?)cluster["state"]);
        Assert.Null(cluster["spark_conf"]);
        Assert.Null(cluster["custom_tags"]);
        Assert.Null(cluster["autoscale"]);
        Assert.Equal("i3.xlarge", (string?)cluster["driver_node_type_id"]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(SimulatedWorkspace.FixedSize), cluster["spec"]));
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("RUNNING", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task Edit_WithTheSameSettings_RestartsAllTheSame()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(SlowRestart);
        var id = await workspace.CreateAsync();
        await workspace.GetAsync(id);

        await workspace.PostAsync("clusters/edit", SimulatedWorkspace.Body(id, SimulatedWorkspace.FixedSize));

        Assert.Equal("RESTARTING", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task Edit_TerminatedCluster_StaysTerminated()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync(Autoscaled);
        await workspace.ActAsync("delete", id);

        await workspace.PostAsync("clusters/edit", SimulatedWorkspace.Body(id, SimulatedWorkspace.FixedSize));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal("TERMINATED", (string?)cluster["state"]);
        Assert.Equal("i3.xlarge", (string?)cluster["node_type_id"]);
    }

    [Fact]
    public async Task Edit_AgainstARule_LeavesTheClusterRunningAsItWas()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync(Autoscaled);
        var before = (await workspace.GetAsync(id)).ToJsonString();

        var answer = await workspace.PostAsync("clusters/edit", SimulatedWorkspace.Body(id, """{"spark_version":"15.4.x-scala2.12","node_type_id":"n1"}"""));

        answer.AssertRefused("INVALID_PARAMETER_VALUE", "Cluster validation error: Missing required field: size");
        Assert.Equal(before, (await workspace.GetAsync(id)).ToJsonString());
    }

    [Fact]
    public async Task EditAndStart_OfAJobCluster_AreRefused()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = workspace.Workspace.Clusters.Create((JsonObject)JsonNode.Parse(SimulatedWorkspace.FixedSize)!, "someone@example.com", "JOB");

        Assert.Equal(400, (await workspace.PostAsync("clusters/edit", SimulatedWorkspace.Body(id, SimulatedWorkspace.FixedSize))).Status);
        await workspace.ActAsync("delete", id);
        Assert.Equal(400, (await workspace.ActAsync("start", id)).Status);
        Assert.Equal("TERMINATED", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task Resize_AutoscaledClusterToAFixedSize_DropsAutoscaleAtTheTopButNotInSpec()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { ResizingDuration = TimeSpan.FromMinutes(1) });
        var id = await workspace.CreateAsync(Autoscaled);
        var context = (long)(await workspace.GetAsync(id))["spark_context_id"]!;

        Assert.Equal(200, (await workspace.PostAsync("clusters/resize", SimulatedWorkspace.Body(id, """{"num_workers":0}"""))).Status);
        Assert.Equal("RESIZING", await workspace.StateAsync(id));
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal("RUNNING", (string?)cluster["state"]);
        Assert.Equal(0, (int)cluster["num_workers"]!);
        Assert.Null(cluster["autoscale"]);
        Assert.Equal(8, (int)cluster["spec"]!["autoscale"]!["max_workers"]!);
        Assert.Equal(context, (long)cluster["spark_context_id"]!);
    }

    [Fact]
    public async Task Resize_FixedClusterToAutoscale_ShowsTheMinimumAsCurrentSize()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();
        await workspace.GetAsync(id);

        await workspace.PostAsync("clusters/resize", SimulatedWorkspace.Body(id, """{"autoscale":{"min_workers":3,"max_workers":5}}"""));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal(5, (int)cluster["autoscale"]!["max_workers"]!);
        Assert.Equal(3, (int)cluster["num_workers"]!);
        Assert.Equal(2, (int)cluster["spec"]!["num_workers"]!);
    }

    [Fact]
    public async Task Resize_WithoutOrWithBothSizes_IsRefused()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();
        await workspace.GetAsync(id);

        Assert.Equal(400, (await workspace.ActAsync("resize", id)).Status);
        var both = SimulatedWorkspace.Body(id, """{"num_workers":1,"autoscale":{"min_workers":1,"max_workers":2}}""");
        Assert.Equal(400, (await workspace.PostAsync("clusters/resize", both)).Status);
        Assert.Equal("RUNNING", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task Update_WithAMask_ChangesOnlyWhatItNames()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(SlowRestart);
        var id = await workspace.CreateAsync(Autoscaled);
        await workspace.GetAsync(id);
        await workspace.PostAsync("clusters/resize", SimulatedWorkspace.Body(id, """{"num_workers":4}"""));
        await workspace.GetAsync(id);

        var answer = await workspace.PostAsync("clusters/update", SimulatedWorkspace.Body(id, """
            {"update_mask":"custom_tags.team,custom_tags.cost,driver_node_type_id","cluster":{"custom_tags":{"cost":"7"},"spark_conf":{"a":"ignored"}}}
            """));
        var cluster = await workspace.GetAsync(id);

        Assert.Equal(200, answer.Status);
        Assert.Equal("RESTARTING", (string?)cluster["state"]);
        Assert.Equal("""{"cost":"7"}""", cluster["custom_tags"]!.ToJsonString());
        Assert.Equal("1", (string?)cluster["spark_conf"]!["a"]);
        Assert.Equal("n1", (string?)cluster["driver_node_type_id"]);
        Assert.Equal(4, (int)cluster["num_workers"]!);
        Assert.Null(cluster["autoscale"]);
    }

    [Theory]
    [InlineData("custom_tags, spark_conf")]
    [InlineData("custom_tags,,spark_conf")]
    public async Task Update_WithAMalformedMask_IsRefused(string mask)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync();
        await workspace.GetAsync(id);

        var answer = await workspace.PostAsync("clusters/update", SimulatedWorkspace.Body(id, $$$"""{"update_mask":"{{{mask}}}","cluster":{}}"""));

        Assert.Equal((400, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
        Assert.Equal("RUNNING", await workspace.StateAsync(id));
    }

    [Fact]
    public async Task OutsideEdits_BehindTheClientsBack_ShowInGetWithoutAJournalEntry()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync(Autoscaled);
        var calls = workspace.Workspace.Journal.LastSequence;

        workspace.Workspace.Clusters.RemoveTag(id, "team");
        workspace.Workspace.Clusters.Change(id, settings => settings["spark_conf"]!["a"] = "2");

        Assert.Equal(calls, workspace.Workspace.Journal.LastSequence);
        var cluster = await workspace.GetAsync(id);
        Assert.Null(cluster["custom_tags"]!["team"]);
        Assert.Equal("2", (string?)cluster["spark_conf"]!["a"]);
        Assert.Equal("RUNNING", (string?)cluster["state"]);
    }
}
