using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;

namespace Operator.UnitTests.Simulator;

public sealed class ClusterListTests
{
    [Fact]
    public async Task List_ByPages_GivesEveryClusterOnceAndEndsWithAnEmptyToken()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { ListPageSize = 3 });
        var created = new List<string>();
        for (var index = 0; index < 7; index++)
        {
            created.Add(await workspace.CreateAsync());
        }

        var (ids, pages) = await ReadAllAsync(workspace, "page_size=100");

        Assert.Equal(created, ids);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task List_WhenRowsVanishBetweenPages_SkipsNoOther()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        string[] created = [await workspace.CreateAsync(), await workspace.CreateAsync(), await workspace.CreateAsync(), await workspace.CreateAsync()];
        var first = await workspace.ReadAsync("2.1/clusters/list?page_size=2");

        workspace.Workspace.Clusters.Remove(created[0]);
        workspace.Workspace.Clusters.Remove(created[1]);
        var second = await workspace.ReadAsync($"2.1/clusters/list?page_size=2&page_token={Uri.EscapeDataString((string)first.Json["next_page_token"]!)}");

        Assert.Equal(created[2..], Ids(second.Json));
    }

    [Fact]
    public async Task List_Rows_AreTheGetWithoutSpec()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var expected = await workspace.GetAsync(await workspace.CreateAsync());
        expected.Remove("spec");

        var row = (await workspace.ReadAsync("2.1/clusters/list")).Json["clusters"]![0];

        Assert.True(JsonNode.DeepEquals(expected, row));
    }

    [Fact]
    public async Task List_OnVersion20_GivesEverythingAtOnceWithoutTokens()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { ListPageSize = 1 });
        await workspace.CreateAsync();
        await workspace.CreateAsync();

        var answer = (await workspace.ReadAsync("2.0/clusters/list?page_size=1")).Json;

        Assert.Equal(2, Ids(answer).Length);
        Assert.False(answer.ContainsKey("next_page_token"));
    }

    [Fact]
    public async Task List_Empty_OmitsTheClusters()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        Assert.Equal("{}", (await workspace.ReadAsync("2.0/clusters/list")).Text);
        Assert.Equal("""{"next_page_token":"","prev_page_token":""}""", (await workspace.ReadAsync("2.1/clusters/list")).Text);
    }

    [Fact]
    public async Task List_WithFilters_GivesOnlyWhatMatches()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { Policies = [new ClusterPolicy("p")] });
        var body = (JsonObject)JsonNode.Parse(SimulatedWorkspace.FixedSize)!;
        var api = await workspace.CreateAsync();
        var ui = workspace.Workspace.Clusters.Create(body, "someone@example.com", "UI");
        var job = workspace.Workspace.Clusters.Create(body, "someone@example.com", "JOB");
        body["policy_id"] = "p";
        var governed = await workspace.CreateAsync(body.ToJsonString());
        await workspace.ActAsync("pin", api);
        await workspace.ActAsync("delete", ui);

        Assert.Equal([api, ui, governed], await FilteredAsync(workspace, "filter_by.cluster_sources=API&filter_by.cluster_sources=UI"));
        Assert.Equal([job], await FilteredAsync(workspace, "filter_by.cluster_sources=JOB"));
        Assert.Equal([ui], await FilteredAsync(workspace, "filter_by.cluster_states=TERMINATED"));
        Assert.Equal([api, ui, job, governed], await FilteredAsync(workspace, "filter_by.cluster_states=TERMINATED&filter_by.cluster_states=RUNNING"));
        Assert.Equal([api], await FilteredAsync(workspace, "filter_by.is_pinned=true"));
        Assert.Equal([ui, job, governed], await FilteredAsync(workspace, "filter_by.is_pinned=false"));
        Assert.Equal([governed], await FilteredAsync(workspace, "filter_by.policy_id=p"));
    }

    [Fact]
    public async Task List_SortedByNameDescending_PagesInThatOrder()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        string[] names = ["b", "a", "c", "a"];
        var ids = new List<string>();
        foreach (var name in names)
        {
            ids.Add(await workspace.CreateAsync(SimulatedWorkspace.FixedSize.Replace("etl", name, StringComparison.Ordinal)));
        }

        var (sorted, pages) = await ReadAllAsync(workspace, "page_size=1&sort_by.field=CLUSTER_NAME&sort_by.direction=DESC");

        Assert.Equal([ids[2], ids[0], ids[3], ids[1]], sorted);
        Assert.Equal(4, pages);
    }

    [Fact]
    public async Task List_BeyondTheTerminatedCap_OmitsTheOldestThatAGetStillFinds()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { ListedTerminatedClusters = 1 });
        var old = await workspace.CreateAsync();
        var recent = await workspace.CreateAsync();
        await workspace.ActAsync("delete", old);
        await workspace.GetAsync(old);
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        await workspace.ActAsync("delete", recent);

        Assert.Equal([recent], await FilteredAsync(workspace, ""));
        Assert.Equal("TERMINATED", await workspace.StateAsync(old));
    }

    [Theory]
    [InlineData("page_token=garbage")]
    [InlineData("page_size=-1")]
    [InlineData("page_size=many")]
    public async Task List_WithInvalidPaging_IsRefused(string query)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        var answer = await workspace.ReadAsync($"2.1/clusters/list?{query}");

        Assert.Equal((400, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task Reads_AfterACreateUnderEventualConsistency_MissItAsOftenAsTold()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { HiddenReadsAfterCreate = 2 });
        var id = await workspace.CreateAsync();
        var get = $"2.1/clusters/get?cluster_id={id}";

        (await workspace.ReadAsync(get)).AssertRefused("INVALID_PARAMETER_VALUE", $"Cluster {id} does not exist");
        Assert.Empty(await FilteredAsync(workspace, ""));
        Assert.Equal(400, (await workspace.ReadAsync(get)).Status);
        Assert.Empty(await FilteredAsync(workspace, ""));
        Assert.Equal(200, (await workspace.ReadAsync(get)).Status);
        Assert.Equal([id], await FilteredAsync(workspace, ""));
    }

    private static async Task<string[]> FilteredAsync(SimulatedWorkspace workspace, string query) =>
        Ids((await workspace.ReadAsync($"2.1/clusters/list?{query}")).Json);

    private static async Task<(List<string> Ids, int Pages)> ReadAllAsync(SimulatedWorkspace workspace, string query)
    {
        var ids = new List<string>();
        var token = "";
        var pages = 0;
        do
        {
            var page = await workspace.ReadAsync($"2.1/clusters/list?{query}&page_token={Uri.EscapeDataString(token)}");
            ids.AddRange(Ids(page.Json));
            token = (string)page.Json["next_page_token"]!;
            pages++;
        }
        while (token.Length > 0 && pages < 100);

        return (ids, pages);
    }

    private static string[] Ids(JsonObject answer) => [.. (answer["clusters"] as JsonArray ?? []).Select(row => (string)row!["cluster_id"]!)];
}
