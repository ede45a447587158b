using System.Text.Json.Nodes;
using Databricks.Simulator.Warehouses;

namespace Operator.UnitTests.Simulator;

public sealed class WarehouseSettingsTests
{
    [Fact]
    public async Task Create_WithNameAndSize_FillsInTheRest()
    {
        await using var workspace = await WarehouseCalls.StartAsync();

        var shown = await workspace.WarehouseAsync(await workspace.CreateWarehouseAsync());

        var expected = JsonNode.Parse("""
            {"name":"reports","cluster_size":"Small","auto_stop_mins":120,"enable_photon":true,"spot_instance_policy":"COST_OPTIMIZED","min_num_clusters":1,
             "max_num_clusters":1,"warehouse_type":"CLASSIC","enable_serverless_compute":false,"channel":{"name":"CHANNEL_NAME_CURRENT"},"tags":{}}
            """)!.AsObject();
        Assert.All(expected, field => Assert.True(JsonNode.DeepEquals(field.Value, shown[field.Key]), $"{field.Key}: {shown[field.Key]}"));
        Assert.Equal("operator@example.com", (string?)shown["creator_name"]);
        Assert.EndsWith($"/sql/1.0/warehouses/{shown["id"]}", (string?)shown["odbc_params"]!["path"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WhereTheWorkspaceChoosesServerless_IsServerlessOnlyWhenPro()
    {
        await using var workspace = await WarehouseCalls.StartAsync(new WarehouseOptions { DefaultServerless = true });

        var classic = await workspace.WarehouseAsync(await workspace.CreateWarehouseAsync());
        var pro = await workspace.WarehouseAsync(await workspace.CreateWarehouseAsync("""{"name":"p","cluster_size":"Small","warehouse_type":"PRO"}"""));

        Assert.False((bool)classic["enable_serverless_compute"]!);
        Assert.True((bool)pro["enable_serverless_compute"]!);
    }

    [Theory]
    [InlineData("""{"name":"w"}""", "Missing required field: cluster_size")]
    [InlineData("""{"name":"w","cluster_size":"Tiny"}""", "Tiny is not a valid value for cluster_size.")]
    [InlineData(
        """{"name":"w","cluster_size":"Small","auto_stop_mins":1}""",
        "1 is not a valid value for auto_stop_mins. The value must be greater than or equal to 10.")]
    [InlineData(
        """{"name":"w","cluster_size":"Small","warehouse_type":"CLASSIC","enable_serverless_compute":true}""",
        "Invalid warehouseType: Serverless is only available for PRO warehouses.")]
    [InlineData("""{"name":"w","cluster_size":"Small","min_num_clusters":0}""", "0 is not a valid value for min_num_clusters. The value must be from 1 to 30.")]
    [InlineData(
        """{"name":"w","cluster_size":"Small","min_num_clusters":3,"max_num_clusters":2}""",
        "2 is not a valid value for max_num_clusters. The value must be from min_num_clusters to 40.")]
    [InlineData("""{"name":"w","cluster_size":"Small","channel":{"name":"NEXT"}}""", "NEXT is not a valid channel.")]
    [InlineData(
        """{"name":"w","cluster_size":"Small","tags":{"custom_tags":[{"key":"a","value":"1"},{"key":"a","value":"2"}]}}""",
        "Each custom tag needs a key of its own.")]
    public async Task Create_Invalid_IsRefused(string body, string message)
    {
        await using var workspace = await WarehouseCalls.StartAsync();

        (await workspace.TryCreateWarehouseAsync(body)).AssertRefused("INVALID_PARAMETER_VALUE", message);
        Assert.Empty(workspace.Workspace.Warehouses.Ids);
    }

    [Fact]
    public async Task Create_ServerlessWithAutoStopOfAMinute_IsAccepted()
    {
        await using var workspace = await WarehouseCalls.StartAsync();

        await workspace.CreateWarehouseAsync(
            """{"name":"w","cluster_size":"Small","warehouse_type":"PRO","enable_serverless_compute":true,"auto_stop_mins":1}""");
    }

    [Fact]
    public async Task Create_WithANameThatIsTaken_IsRefused()
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        await workspace.CreateWarehouseAsync();

        (await workspace.TryCreateWarehouseAsync(WarehouseCalls.Small))
            .AssertRefused("INVALID_PARAMETER_VALUE", "SQL warehouse with name `reports` already exists");
    }

    [Theory]
    [InlineData(true, 15)]
    [InlineData(false, 120)]
    public async Task Edit_OfOneSetting_KeepsOrResetsTheOthers(bool keeps, int minutes)
    {
        await using var workspace = await WarehouseCalls.StartAsync(new WarehouseOptions { EditKeepsWhatIsAbsent = keeps });
        var id = await workspace.CreateWarehouseAsync("""{"name":"w","cluster_size":"Small","auto_stop_mins":15}""");

        var answer = await workspace.ActOnWarehouseAsync(id, "edit", """{"name":"w","cluster_size":"Medium"}""");

        Assert.Equal(200, answer.Status);
        var edited = await workspace.WarehouseAsync(id);
        Assert.Equal(("Medium", minutes), ((string?)edited["cluster_size"], (int?)edited["auto_stop_mins"]));
    }

    [Fact]
    public async Task Edit_ThatIsRefused_ChangesNothing()
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        var id = await workspace.CreateWarehouseAsync();
        var before = await workspace.WarehouseAsync(id);

        (await workspace.ActOnWarehouseAsync(id, "edit", """{"cluster_size":"Tiny"}"""))
            .AssertRefused("INVALID_PARAMETER_VALUE", "Tiny is not a valid value for cluster_size.");

        Assert.True(JsonNode.DeepEquals(before, await workspace.WarehouseAsync(id)));
    }

    [Fact]
    public async Task List_InPages_GivesEveryWarehouseOnce()
    {
        await using var workspace = await WarehouseCalls.StartAsync(new WarehouseOptions { ListPageSize = 2 });
        string[] created = [await CreateAsync("a"), await CreateAsync("b"), await CreateAsync("c")];

        var first = (await workspace.SendAsync(HttpMethod.Get, $"{WarehouseCalls.All}?page_size=100")).Json;
        var second = (await workspace.SendAsync(HttpMethod.Get, $"{WarehouseCalls.All}?page_token={first["next_page_token"]}")).Json;

        Assert.Equal(created, Rows(first).Concat(Rows(second)).Select(row => (string)row!["id"]!));
        Assert.False(second.ContainsKey("next_page_token"));
        Assert.True(JsonNode.DeepEquals(await workspace.WarehouseAsync(created[2]), Rows(second).Single()));

        Task<string> CreateAsync(string name) => workspace.CreateWarehouseAsync($$"""{"name":"{{name}}","cluster_size":"Small"}""");
    }

    [Fact]
    public async Task List_WhereRowsAreNames_HasNothingElse()
    {
        await using var workspace = await WarehouseCalls.StartAsync(new WarehouseOptions { ListsNamesOnly = true });
        await workspace.CreateWarehouseAsync();

        var row = Rows((await workspace.SendAsync(HttpMethod.Get, WarehouseCalls.All)).Json).Single()!.AsObject();

        Assert.Equal(["id", "name"], row.Select(field => field.Key));
    }

    [Fact]
    public async Task Read_AfterCreate_MissesItAsOftenAsSaid()
    {
        await using var workspace = await WarehouseCalls.StartAsync(new WarehouseOptions { HiddenReadsAfterCreate = 1 });
        var id = await workspace.CreateWarehouseAsync();

        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Get, $"{WarehouseCalls.All}/{id}")).Status);
        Assert.Equal("{}", (await workspace.SendAsync(HttpMethod.Get, WarehouseCalls.All)).Text);
        await workspace.WarehouseAsync(id);
        Assert.Single(Rows((await workspace.SendAsync(HttpMethod.Get, WarehouseCalls.All)).Json));
    }

    [Theory]
    [InlineData("warehouses")]
    [InlineData("sql/warehouses")]
    public async Task Permissions_OnEitherPath_AreTheSameAndKeepTheOwner(string path)
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        var id = await workspace.CreateWarehouseAsync();

        var answer = await workspace.SendAsync(
            HttpMethod.Put, $"/api/2.0/permissions/{path}/{id}", """{"access_control_list":[{"group_name":"analysts","permission_level":"CAN_USE"}]}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal(($"/sql/warehouses/{id}", "warehouses"), ((string?)answer.Json["object_id"], (string?)answer.Json["object_type"]));
        Assert.Equal(["analysts=CAN_USE", "operator@example.com=IS_OWNER"], workspace.Workspace.Permissions.Of("warehouses", id));
    }

    [Fact]
    public async Task Permissions_WithAnotherOwner_ChangeTheOwner()
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        var id = await workspace.CreateWarehouseAsync();

        await workspace.SendAsync(
            HttpMethod.Put,
            $"/api/2.0/permissions/warehouses/{id}",
            """{"access_control_list":[{"user_name":"ada@example.com","permission_level":"IS_OWNER"}]}""");

        Assert.Equal(["ada@example.com=IS_OWNER"], workspace.Workspace.Permissions.Of("warehouses", id));
    }

    [Fact]
    public async Task Change_FromOutside_IsInNoJournal()
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        var id = workspace.Workspace.Warehouses.Create(
            JsonNode.Parse("""{"name":"w","cluster_size":"Small","tags":{"custom_tags":[{"key":"a","value":"1"},{"key":"b","value":"2"}]}}""")!.AsObject(),
            "ada@example.com");
        workspace.Workspace.Warehouses.RemoveTag(id, "a");
        workspace.Workspace.Warehouses.Change(id, settings => settings["cluster_size"] = "Large");
        workspace.Workspace.Warehouses.Stop(id);

        Assert.Equal(0, workspace.Workspace.Journal.LastSequence);
        var found = workspace.Workspace.Warehouses.Find(id)!;
        Assert.Equal(("Large", "STOPPED"), ((string?)found["cluster_size"], (string?)found["state"]));
        Assert.Equal("b", (string?)found["tags"]!["custom_tags"]!.AsArray().Single()!["key"]);
        workspace.Workspace.Warehouses.Remove(id);
        Assert.Throws<KeyNotFoundException>(() => workspace.Workspace.Warehouses.Remove(id));
    }

    private static JsonArray Rows(JsonObject page) => page["warehouses"]!.AsArray();
}
