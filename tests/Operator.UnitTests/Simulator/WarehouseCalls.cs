using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Warehouses;

namespace Operator.UnitTests.Simulator;

/// <summary>Calls of sql/warehouses.</summary>
internal static class WarehouseCalls
{
    public const string All = "/api/2.0/sql/warehouses";
    public const string Small = """{"name":"reports","cluster_size":"Small"}""";

    public static Task<SimulatedWorkspace> StartAsync(WarehouseOptions? options = null) =>
        SimulatedWorkspace.StartAsync(new WorkspaceOptions { Warehouses = options ?? new WarehouseOptions() });

    public static Task<Answer> TryCreateWarehouseAsync(this SimulatedWorkspace workspace, string body) => workspace.SendAsync(HttpMethod.Post, All, body);

    public static async Task<string> CreateWarehouseAsync(this SimulatedWorkspace workspace, string body = Small)
    {
        var answer = await workspace.TryCreateWarehouseAsync(body);
        Assert.Equal(200, answer.Status);
        return (string)answer.Json["id"]!;
    }

    public static async Task<JsonObject> WarehouseAsync(this SimulatedWorkspace workspace, string id)
    {
        var answer = await workspace.SendAsync(HttpMethod.Get, $"{All}/{id}");
        Assert.Equal(200, answer.Status);
        return answer.Json;
    }

    public static async Task<string> WarehouseStateAsync(this SimulatedWorkspace workspace, string id) =>
        (string)(await workspace.WarehouseAsync(id))["state"]!;

    /// <summary>start, stop or edit.</summary>
    public static Task<Answer> ActOnWarehouseAsync(this SimulatedWorkspace workspace, string id, string verb, string body = "{}") =>
        workspace.SendAsync(HttpMethod.Post, $"{All}/{id}/{verb}", body);

    public static Task<Answer> DeleteWarehouseAsync(this SimulatedWorkspace workspace, string id) => workspace.SendAsync(HttpMethod.Delete, $"{All}/{id}");
}
