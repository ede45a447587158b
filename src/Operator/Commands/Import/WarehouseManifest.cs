using System.Text.Json.Nodes;
using Operator.Databricks.Warehouses;
using Operator.Kinds.Warehouses;
using Operator.Settings;
using static Operator.Settings.FieldRule;

namespace Operator.Commands.Import;

/// <summary>The spec of a SQL warehouse that is in a workspace: what <see cref="WarehouseSettings"/> maps, the other way round. Pure.</summary>
internal static class WarehouseManifest
{
    /// <summary>With what every workspace fills in where nothing is said.</summary>
    private static readonly IReadOnlyDictionary<string, FieldRule> Rules = new Dictionary<string, FieldRule>(WarehouseSettings.Rules)
    {
        ["channel.name"] = ServerDefault("CHANNEL_NAME_CURRENT", "The current one when it is not given."),
        ["enable_photon"] = ServerDefault(true, "true when it is not given."),
        ["min_num_clusters"] = ServerDefault(1, "1 when it is not given."),
        ["spot_instance_policy"] = ServerDefault("COST_OPTIMIZED", "COST_OPTIMIZED when it is not given."),
    };

    /// <param name="warehouse">As a get shows it.</param>
    /// <param name="name">Of the resource.</param>
    public static JsonObject SpecOf(SqlWarehouse warehouse, string name)
    {
        var spec = SpecOf(warehouse.ToSettings(), name);
        // An answer has fields that no request takes, and no list of them. An edit keeps what it leaves out (behavior §1.5), so nothing is lost.
        spec.Remove("extraSettings");
        return spec;
    }

    /// <param name="wire">The settings, by the names of the API; changed.</param>
    /// <param name="name">Of the resource.</param>
    public static JsonObject SpecOf(JsonObject wire, string name)
    {
        wire["custom_tags"] = WarehouseSettings.TagsOf(wire);
        wire.Remove("tags");
        TagsOfTheOperator.Remove(wire["custom_tags"]);
        if (JsonNode.DeepEquals(wire["max_num_clusters"], wire["min_num_clusters"]))
        {
            wire.Remove("max_num_clusters");
        }

        var spec = new SpecReader(WireWarehouseSettings.Default.SqlWarehouseSettings, Rules, $"{name}-secrets").Read(wire);
        if (spec["name"]?.ToString() == name)
        {
            spec.Remove("name");
        }

        return spec;
    }
}
