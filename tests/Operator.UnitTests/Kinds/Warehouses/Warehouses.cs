using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Warehouses;
using Operator.Kinds.Warehouses;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.UnitTests.Kinds.Warehouses;

/// <summary>A warehouse that is as its spec says, and ways to make it another one.</summary>
internal static class Warehouses
{
    public const string Marker = "prod/team/reports/uid";

    public static ReconcileIntervals Timing { get; } = new();

    public static DatabricksSqlWarehouse Of(Action<DatabricksSqlWarehouseSpec>? change = null)
    {
        var warehouse = new DatabricksSqlWarehouse
        {
            Metadata = new V1ObjectMeta { Name = "reports", NamespaceProperty = "team", Uid = "uid", Generation = 1 },
        };
        warehouse.Spec.ClusterSize = "Small";
        change?.Invoke(warehouse.Spec);
        (warehouse.Status.WarehouseId, warehouse.Status.ObservedGeneration) = ("0a1b", 1);
        return warehouse;
    }

    /// <param name="spec">Fields of the spec in JSON, besides those of a small one.</param>
    public static DatabricksSqlWarehouse Of(string spec)
    {
        var small = new JsonObject { ["clusterSize"] = "Small" };
        foreach (var (name, value) in JsonNode.Parse(spec)!.AsObject())
        {
            small[name] = value?.DeepClone();
        }

        var read = JsonSerializer.Deserialize(new JsonObject { ["spec"] = small }, ApiJsonContext.Default.DatabricksSqlWarehouse)!;
        var warehouse = Of();
        warehouse.Spec = read.Spec;
        return warehouse;
    }

    /// <summary>What is remembered once the spec of now was applied.</summary>
    public static DatabricksSqlWarehouse Applied(this DatabricksSqlWarehouse warehouse)
    {
        warehouse.Status.AppliedFields = [.. WarehouseSettings.Applied(WarehouseSettings.Desired(warehouse, Marker))];
        PartRecords.Begin(warehouse.Status, null);
        return warehouse;
    }

    /// <summary>What a workspace makes of a name and a size.</summary>
    public static SqlWarehouse Seen(Action<JsonObject>? change = null, string state = WarehouseState.Running, string? health = null, string? summary = null)
    {
        var settings = JsonNode.Parse($$$"""
            {"cluster_size":"Small","auto_stop_mins":120,"enable_photon":true,"spot_instance_policy":"COST_OPTIMIZED","min_num_clusters":1,"max_num_clusters":1,
             "warehouse_type":"CLASSIC","enable_serverless_compute":false,"channel":{"name":"CHANNEL_NAME_CURRENT"},
             "tags":{"custom_tags":[{"key":"{{{Ownership.MarkerTag}}}","value":"{{{Marker}}}"}]}}
            """)!.AsObject();
        change?.Invoke(settings);
        return new SqlWarehouse
        {
            Id = "0a1b",
            Name = (string?)settings["name"] ?? "reports",
            State = state,
            Health = health is null ? null : new SqlWarehouseHealth { Status = health, Summary = summary },
            Unknown = settings.Where(setting => setting.Key != "name")
                .ToDictionary(setting => setting.Key, setting => JsonElement.Parse(setting.Value?.ToJsonString() ?? "null"), StringComparer.Ordinal),
        };
    }

    public static Change Decide(DatabricksSqlWarehouse warehouse, SqlWarehouse seen) => WarehouseSettings.Decide(warehouse, seen, Marker);
}
