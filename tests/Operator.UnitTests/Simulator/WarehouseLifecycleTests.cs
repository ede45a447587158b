using Databricks.Simulator.Clusters;
using Databricks.Simulator.Warehouses;

namespace Operator.UnitTests.Simulator;

public sealed class WarehouseLifecycleTests
{
    private static readonly WarehouseOptions Slow = new()
    {
        StartingDuration = TimeSpan.FromMinutes(3),
        StoppingDuration = TimeSpan.FromMinutes(1),
        DeletingDuration = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public async Task Create_Slow_StartsByItself()
    {
        await using var workspace = await WarehouseCalls.StartAsync(Slow);
        var id = await workspace.CreateWarehouseAsync();

        Assert.Matches("^[0-9a-f]{16}$", id);
        Assert.Equal("STARTING", await workspace.WarehouseStateAsync(id));
        workspace.Time.Advance(TimeSpan.FromMinutes(3));

        var running = await workspace.WarehouseAsync(id);
        Assert.Equal("RUNNING", (string?)running["state"]);
        Assert.Equal("HEALTHY", (string?)running["health"]!["status"]);
        Assert.Equal(1, (int?)running["num_clusters"]);
    }

    [Fact]
    public async Task Stop_ThenStart_GoesThroughEveryState()
    {
        await using var workspace = await WarehouseCalls.StartAsync(Slow);
        var id = await workspace.CreateWarehouseAsync();
        workspace.Time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(200, (await workspace.ActOnWarehouseAsync(id, "stop")).Status);
        Assert.Equal("STOPPING", await workspace.WarehouseStateAsync(id));
        Assert.Equal((400, "INVALID_STATE"), Refusal(await workspace.ActOnWarehouseAsync(id, "start")));
        workspace.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("STOPPED", await workspace.WarehouseStateAsync(id));
        Assert.Equal(200, (await workspace.ActOnWarehouseAsync(id, "start")).Status);
        Assert.Equal("STARTING", await workspace.WarehouseStateAsync(id));
    }

    [Theory]
    [InlineData("start", "RUNNING")]
    [InlineData("stop", "STOPPED")]
    public async Task PowerCall_Repeated_ChangesNothing(string verb, string state)
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        var id = await workspace.CreateWarehouseAsync();
        await workspace.ActOnWarehouseAsync(id, verb);

        Assert.Equal(200, (await workspace.ActOnWarehouseAsync(id, verb)).Status);
        Assert.Equal(state, await workspace.WarehouseStateAsync(id));
    }

    [Theory]
    [InlineData("""{"name":"w","cluster_size":"Small","auto_stop_mins":10}""", "STOPPED")]
    [InlineData("""{"name":"w","cluster_size":"Small","auto_stop_mins":0}""", "RUNNING")]
    public async Task Idle_AsLongAsAutoStopSays_Stops(string body, string state)
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        var id = await workspace.CreateWarehouseAsync(body);
        await workspace.WarehouseStateAsync(id);
        workspace.Time.Advance(TimeSpan.FromMinutes(9));
        workspace.Workspace.Warehouses.RecordActivity(id);
        workspace.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("RUNNING", await workspace.WarehouseStateAsync(id));

        workspace.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(state, await workspace.WarehouseStateAsync(id));
    }

    [Fact]
    public async Task Edit_Running_RestartsIt()
    {
        await using var workspace = await WarehouseCalls.StartAsync(Slow);
        var id = await workspace.CreateWarehouseAsync();
        workspace.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal("RUNNING", await workspace.WarehouseStateAsync(id));

        Assert.Equal(200, (await workspace.ActOnWarehouseAsync(id, "edit", """{"cluster_size":"Large"}""")).Status);

        Assert.Equal("STARTING", await workspace.WarehouseStateAsync(id));
    }

    [Theory]
    [InlineData(false, "STOPPED")]
    [InlineData(true, "STARTING")]
    public async Task Edit_Stopped_StartsItOnlyWhereSaid(bool starts, string state)
    {
        await using var workspace = await WarehouseCalls.StartAsync(Slow with { EditStartsStopped = starts });
        var id = await workspace.CreateWarehouseAsync();
        await workspace.ActOnWarehouseAsync(id, "stop");
        workspace.Time.Advance(TimeSpan.FromMinutes(1));

        await workspace.ActOnWarehouseAsync(id, "edit", """{"cluster_size":"Large"}""");

        Assert.Equal(state, await workspace.WarehouseStateAsync(id));
    }

    [Fact]
    public async Task FailStarts_OfAName_EndsStoppedAndSaysWhy()
    {
        await using var workspace = await WarehouseCalls.StartAsync(Slow);
        workspace.Workspace.Warehouses.FailStarts(new TerminationCause("AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE", "CLOUD_FAILURE"), name: "reports");
        var other = await workspace.CreateWarehouseAsync("""{"name":"other","cluster_size":"Small"}""");
        var id = await workspace.CreateWarehouseAsync();

        Assert.Equal("FAILED", (string?)(await workspace.WarehouseAsync(id))["health"]!["status"]);
        workspace.Time.Advance(TimeSpan.FromMinutes(3));

        var stopped = await workspace.WarehouseAsync(id);
        Assert.Equal("STOPPED", (string?)stopped["state"]);
        Assert.Equal("CLOUD_FAILURE", (string?)stopped["health"]!["failure_reason"]!["type"]);
        Assert.Equal("RUNNING", await workspace.WarehouseStateAsync(other));
        await workspace.ActOnWarehouseAsync(id, "start");
        workspace.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal("RUNNING", await workspace.WarehouseStateAsync(id));
    }

    [Fact]
    public async Task Delete_Slow_HoldsItsNameUntilItIsGone()
    {
        await using var workspace = await WarehouseCalls.StartAsync(Slow);
        var id = await workspace.CreateWarehouseAsync();

        Assert.Equal(200, (await workspace.DeleteWarehouseAsync(id)).Status);
        Assert.Equal("DELETING", await workspace.WarehouseStateAsync(id));
        (await workspace.TryCreateWarehouseAsync(WarehouseCalls.Small))
            .AssertRefused("INVALID_PARAMETER_VALUE", "SQL warehouse with name `reports` already exists");
        Assert.Equal(404, (await workspace.ActOnWarehouseAsync(id, "edit")).Status);
        workspace.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Get, $"{WarehouseCalls.All}/{id}")).Status);
        Assert.NotEqual(id, await workspace.CreateWarehouseAsync());
    }

    [Fact]
    public async Task Delete_WhereDeletedOnesAreShown_IsDeletedAndItsNameIsFree()
    {
        await using var workspace = await WarehouseCalls.StartAsync(new WarehouseOptions { ShowsDeleted = true });
        var id = await workspace.CreateWarehouseAsync();

        await workspace.DeleteWarehouseAsync(id);

        Assert.Equal("DELETED", await workspace.WarehouseStateAsync(id));
        await workspace.CreateWarehouseAsync();
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/edit")]
    [InlineData("POST", "/start")]
    [InlineData("POST", "/stop")]
    public async Task Call_OfAMissingWarehouse_Is404(string method, string verb)
    {
        await using var workspace = await WarehouseCalls.StartAsync();

        var answer = await workspace.SendAsync(new HttpMethod(method), $"{WarehouseCalls.All}/0123456789abcdef{verb}", method == "POST" ? "{}" : null);

        Assert.Equal((404, "RESOURCE_DOES_NOT_EXIST"), Refusal(answer));
    }

    private static (int Status, string Code) Refusal(Answer answer) => (answer.Status, answer.ErrorCode);
}
