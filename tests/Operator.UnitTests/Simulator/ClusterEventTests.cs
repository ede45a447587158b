using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;

namespace Operator.UnitTests.Simulator;

public sealed class ClusterEventTests
{
    private static readonly ClusterOptions Slow = new() { PendingDuration = TimeSpan.FromMinutes(1), RestartingDuration = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Events_OfALife_TellWhatHappenedWhenLatestFirst()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await LiveAsync(workspace);

        var events = (await workspace.ActAsync("events", id)).Json;

        Assert.Equal(["TERMINATING", "RUNNING", "RESTARTING", "EDITED", "RUNNING", "CREATING"], Types(events));
        Assert.Equal(6, (int)events["total_count"]!);
        Assert.Equal("USER_REQUEST", (string?)events["events"]![0]!["details"]!["reason"]!["code"]);
        Assert.Equal(SimulatedWorkspace.OtherUser, (string?)events["events"]![3]!["details"]!["user"]);
        Assert.Equal(9, (int)events["events"]![3]!["details"]!["cluster_size"]!["num_workers"]!);
        Assert.Equal(2, (int)events["events"]![3]!["details"]!["previous_cluster_size"]!["num_workers"]!);
        var created = new DateTimeOffset(2026, 3, 9, 8, 7, 6, TimeSpan.Zero);
        Assert.Equal(created.AddMinutes(1).ToUnixTimeMilliseconds(), (long)events["events"]![4]!["timestamp"]!);
    }

    [Fact]
    public async Task Events_ByTypeTimeAndOrder_AreSelected()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var created = workspace.Time.GetUtcNow();
        var id = await LiveAsync(workspace);

        Assert.Equal(["RUNNING", "RUNNING"], await TypesAsync(workspace, id, """{"event_types":["RUNNING"]}"""));
        Assert.Equal("CREATING", (await TypesAsync(workspace, id, """{"order":"ASC"}"""))[0]);
        Assert.Equal(["CREATING"], await TypesAsync(workspace, id, $$"""{"end_time":{{created.ToUnixTimeMilliseconds()}}}"""));
        Assert.Equal(["TERMINATING"], await TypesAsync(workspace, id, $$"""{"start_time":{{created.AddMinutes(4).ToUnixTimeMilliseconds()}}}"""));
    }

    [Fact]
    public async Task Events_ByPageToken_ReadThroughToTheEnd()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await LiveAsync(workspace);

        var first = (await workspace.PostAsync("clusters/events", SimulatedWorkspace.Body(id, """{"page_size":4}"""))).Json;
        var rest = (await workspace.PostAsync(
            "clusters/events", SimulatedWorkspace.Body(id, $$"""{"page_size":4,"page_token":"{{first["next_page_token"]}}"}"""))).Json;

        Assert.Equal(["TERMINATING", "RUNNING", "RESTARTING", "EDITED"], Types(first));
        Assert.Equal(["RUNNING", "CREATING"], Types(rest));
        Assert.Equal("", (string?)rest["next_page_token"]);
        Assert.Equal(0, (int)first["total_count"]!);
    }

    [Fact]
    public async Task Events_ByOffset_GiveTheRequestOfTheNextPage()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(Slow);
        var id = await LiveAsync(workspace);

        var first = (await workspace.PostAsync("clusters/events", SimulatedWorkspace.Body(id, """{"limit":5}"""))).Json;
        var rest = (await workspace.PostAsync("clusters/events", first["next_page"]!.ToJsonString())).Json;

        Assert.Equal(["CREATING"], Types(rest));
        Assert.Null(rest["next_page"]);
    }

    /// <summary>Created, up after a minute, edited by somebody else at 2, restarted at 3, ended at 4.</summary>
    private static async Task<string> LiveAsync(SimulatedWorkspace workspace)
    {
        var id = await workspace.CreateAsync();
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        var edited = SimulatedWorkspace.FixedSize.Replace("2}", "9}", StringComparison.Ordinal);
        await workspace.SendAsync(HttpMethod.Post, "/api/2.1/clusters/edit", SimulatedWorkspace.Body(id, edited), SimulatedWorkspace.OtherToken);
        workspace.Time.Advance(TimeSpan.FromMinutes(2));
        await workspace.ActAsync("delete", id);
        return id;
    }

    private static async Task<string[]> TypesAsync(SimulatedWorkspace workspace, string id, string request) =>
        Types((await workspace.PostAsync("clusters/events", SimulatedWorkspace.Body(id, request))).Json);

    private static string[] Types(JsonObject answer) => [.. ((JsonArray)answer["events"]!).Select(entry => (string)entry!["type"]!)];
}
