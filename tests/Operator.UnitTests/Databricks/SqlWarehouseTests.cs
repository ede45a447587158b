using System.Text.Json;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Databricks.Warehouses;
using Operator.UnitTests.Simulator;

namespace Operator.UnitTests.Databricks;

public sealed class SqlWarehouseTests
{
    private const string One = "/api/2.0/sql/warehouses/0a1b";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static JsonObject Small => new() { ["name"] = "reports", ["cluster_size"] = "Small" };

    [Fact]
    public async Task Pages_OfManyWarehouses_HoldEachOnce()
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        using var client = Connect(workspace);
        for (var index = 0; index < 250; index++)
        {
            workspace.Workspace.Warehouses.Create(new() { ["name"] = $"w{index}", ["cluster_size"] = "Small" }, "ada@example.com");
        }

        var read = new List<SqlWarehouse>();
        await foreach (var page in client.SqlWarehouses.PagesAsync(Cancellation))
        {
            read.AddRange(page);
        }

        Assert.Equal(workspace.Workspace.Warehouses.Ids, read.Select(row => row.Id));
        Assert.Equal(3, workspace.Workspace.Journal.Of("warehouses/list").Count);
    }

    [Fact]
    public async Task Calls_OfOneWarehouse_DoWhatTheySay()
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        using var client = Connect(workspace);
        var warehouses = client.SqlWarehouses;

        var id = (await warehouses.CreateAsync(Small, Cancellation)).Id;
        Assert.Equal("RUNNING", (await warehouses.GetAsync(id, Cancellation)).State);
        await warehouses.StopAsync(id, Cancellation);
        Assert.Equal("STOPPED", (await warehouses.GetAsync(id, Cancellation)).State);
        await warehouses.EditAsync(id, new() { ["cluster_size"] = "Large" }, Cancellation);
        Assert.Equal("Large", (string?)(await warehouses.GetAsync(id, Cancellation)).ToSettings()["cluster_size"]);
        await warehouses.StartAsync(id, Cancellation);
        Assert.Equal("RUNNING", (await warehouses.GetAsync(id, Cancellation)).State);
        await warehouses.DeleteAsync(id, Cancellation);
        Assert.Equal(DatabricksErrorKind.NotFound, await KindAsync(() => warehouses.GetAsync(id, Cancellation)));
        Assert.Equal(DatabricksErrorKind.NotFound, await KindAsync(() => warehouses.EditAsync(id, [], Cancellation)));
        Assert.Equal(DatabricksErrorKind.NotFound, await KindAsync(() => warehouses.StartAsync(id, Cancellation)));
        Assert.Equal(DatabricksErrorKind.NotFound, await KindAsync(() => warehouses.DeleteAsync(id, Cancellation)));
        Assert.Equal(DatabricksErrorKind.NotFound, await KindAsync(() => client.Permissions.GetAsync("warehouses", id, Cancellation)));
    }

    [Fact]
    public async Task Create_OfATakenName_IsInvalid()
    {
        await using var workspace = await WarehouseCalls.StartAsync();
        using var client = Connect(workspace);
        await client.SqlWarehouses.CreateAsync(Small, Cancellation);

        Assert.Equal(DatabricksErrorKind.Invalid, await KindAsync(() => client.SqlWarehouses.CreateAsync(Small, Cancellation)));
    }

    [Fact]
    public void ToSettings_OfAnAnswer_HasWhatCanBeAskedFor()
    {
        var answer = new SqlWarehouse
        {
            Id = "0a1b",
            Name = "reports",
            State = "RUNNING",
            Unknown = new() { ["cluster_size"] = JsonElement.Parse("\"Small\"") },
        };

        Assert.Equal("""{"name":"reports","cluster_size":"Small"}""", answer.ToSettings().ToJsonString());
        Assert.Equal(
            ["creator_name", "health", "id", "jdbc_url", "num_active_sessions", "num_clusters", "odbc_params", "state"],
            SqlWarehouse.NotSettings.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("POST /api/2.0/sql/warehouses", 1)]
    [InlineData($"POST {One}/edit", 1)]
    [InlineData($"POST {One}/start", 2)]
    [InlineData($"POST {One}/stop", 2)]
    [InlineData($"DELETE {One}", 2)]
    public async Task Call_ReplyLost_IsSentAgainOnlyWhereThatChangesNothing(string call, int sent)
    {
        using var workspace = new TestWorkspace(timeouts: TestWorkspace.Patient with { MaxRetries = 1 });
        workspace.Stub.On(call, (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset"));

        await workspace.FailAsync(client => call.Split('/')[^1] switch
        {
            "warehouses" => client.SqlWarehouses.CreateAsync(Small, Cancellation),
            "edit" => client.SqlWarehouses.EditAsync("0a1b", Small, Cancellation),
            "start" => client.SqlWarehouses.StartAsync("0a1b", Cancellation),
            "stop" => client.SqlWarehouses.StopAsync("0a1b", Cancellation),
            _ => client.SqlWarehouses.DeleteAsync("0a1b", Cancellation),
        });

        Assert.Equal(sent, workspace.Stub.Received.Count);
    }

    private static async Task<DatabricksErrorKind> KindAsync(Func<Task> call) => (await Assert.ThrowsAsync<DatabricksException>(call)).Kind;

    private static WorkspaceClient Connect(SimulatedWorkspace workspace)
    {
        Assert.True(WorkspaceHost.TryParse(workspace.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), true, out var host, out var reason), reason);
        return WorkspaceClientFactory.Create(
            new WorkspaceClientOptions { Host = host, TokenSource = new StaticTokenSource(new Secret(WorkspaceOptions.DefaultToken)) }, TimeProvider.System);
    }
}
