using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Warehouses;

/// <summary>What a workspace makes of the settings it was given (behavior §4.6).</summary>
internal sealed class WarehouseDefaults(WarehouseOptions options)
{
    /// <summary>What an answer has besides the settings; a request that has it too changes nothing.</summary>
    private static readonly string[] NotSettings =
        ["id", "state", "creator_name", "health", "jdbc_url", "odbc_params", "num_clusters", "num_active_sessions"];

    public JsonObject Fill(JsonObject request, string id)
    {
        var settings = request.Compact();
        foreach (var name in NotSettings)
        {
            settings.Remove(name);
        }

        settings["name"] ??= id;
        settings["auto_stop_mins"] ??= 120;
        settings["enable_photon"] ??= true;
        settings["spot_instance_policy"] ??= "COST_OPTIMIZED";
        settings["min_num_clusters"] ??= 1;
        settings["max_num_clusters"] ??= settings.Number("min_num_clusters");
        settings["warehouse_type"] ??= options.DefaultType;
        settings["enable_serverless_compute"] ??= options.DefaultServerless && settings.Text("warehouse_type") == "PRO";
        settings["channel"] ??= new JsonObject { ["name"] = "CHANNEL_NAME_CURRENT" };
        settings["tags"] ??= new JsonObject();
        return settings;
    }
}
