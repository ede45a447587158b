using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Warehouses;

/// <summary>A SQL warehouse as a get shows it; rows of a list are the same (behavior §1.5).</summary>
internal static class WarehouseView
{
    private const string Host = "simulator.databricks.example";

    public static string StateOf(Warehouse warehouse) => warehouse.State.ToString().ToUpperInvariant();

    public static JsonObject Name(Warehouse warehouse) => new() { ["id"] = warehouse.Id, ["name"] = warehouse.Name };

    public static JsonObject Details(Warehouse warehouse)
    {
        var view = new JsonObject { ["id"] = warehouse.Id };
        foreach (var (name, value) in warehouse.Settings)
        {
            view[name] = value?.DeepClone();
        }

        var path = $"/sql/1.0/warehouses/{warehouse.Id}";
        view["state"] = StateOf(warehouse);
        view["creator_name"] = warehouse.Creator;
        view["num_clusters"] = warehouse.State == WarehousePhase.Running ? warehouse.Settings.Number("min_num_clusters") : 0;
        view["num_active_sessions"] = 0;
        view["jdbc_url"] = $"jdbc:spark://{Host}:443/default;transportMode=http;ssl=1;AuthMech=3;httpPath={path};";
        view["odbc_params"] = new JsonObject { ["hostname"] = Host, ["path"] = path, ["protocol"] = "https", ["port"] = 443 };
        view["health"] = Health(warehouse);
        return view;
    }

    private static JsonObject Health(Warehouse warehouse)
    {
        if (warehouse.Failure is { } failure)
        {
            return new JsonObject
            {
                ["status"] = "FAILED",
                ["summary"] = "Clusters are failing to launch. Cluster launch will be retried.",
                ["details"] = $"Details for the latest failure: Error: Code: {failure.Code}, Type: {failure.Type}",
                ["failure_reason"] = failure.ToJson(),
            };
        }

        return warehouse.State == WarehousePhase.Running ? new JsonObject { ["status"] = "HEALTHY" } : [];
    }
}
