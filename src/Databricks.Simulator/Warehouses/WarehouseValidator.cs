using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Warehouses;

/// <summary>What is refused of the settings of a SQL warehouse, once they are filled in (behavior §1.5).</summary>
internal static class WarehouseValidator
{
    private const int LongestName = 99;
    private const int MostTags = 44;
    private const int MostMinimum = 30;
    private const int MostMaximum = 40;

    private static readonly string[] Sizes =
        ["2X-Small", "X-Small", "Small", "Medium", "Large", "X-Large", "2X-Large", "3X-Large", "4X-Large", "5X-Large"];

    private static readonly string[] Channels = ["CHANNEL_NAME_CURRENT", "CHANNEL_NAME_PREVIEW", "CHANNEL_NAME_PREVIOUS", "CHANNEL_NAME_CUSTOM"];

    public static void Check(JsonObject settings)
    {
        Require(settings.Text("name") is { Length: > 0 and <= LongestName }, $"The name of a SQL warehouse must have 1 to {LongestName} characters.");
        Require(Sizes.Contains(settings.Required("cluster_size")), $"{settings["cluster_size"]} is not a valid value for cluster_size.");
        CheckType(settings);
        CheckCounts(settings);
        RequireOneOf(settings, "spot_instance_policy", "COST_OPTIMIZED", "RELIABILITY_OPTIMIZED", "POLICY_UNSPECIFIED");
        var channel = settings.Object("channel")!;
        Require(channel.Text("name") is null || Channels.Contains(channel.Text("name")), $"{channel["name"]} is not a valid channel.");
        CheckTags(settings);
    }

    private static void CheckType(JsonObject settings)
    {
        RequireOneOf(settings, "warehouse_type", "PRO", "CLASSIC");
        var isServerless = settings.Flag("enable_serverless_compute");
        Require(
            !isServerless || settings.Text("warehouse_type") == "PRO",
            "Invalid warehouseType: Serverless is only available for PRO warehouses.");
        var minimum = isServerless ? 1 : 10;
        var minutes = settings.Number("auto_stop_mins");
        Require(
            minutes is 0 || minutes >= minimum,
            $"{minutes} is not a valid value for auto_stop_mins. The value must be greater than or equal to {minimum}.");
    }

    private static void CheckCounts(JsonObject settings)
    {
        var minimum = settings.Number("min_num_clusters");
        var maximum = settings.Number("max_num_clusters");
        Require(minimum is >= 1 and <= MostMinimum, $"{minimum} is not a valid value for min_num_clusters. The value must be from 1 to {MostMinimum}.");
        Require(
            maximum >= minimum && maximum <= MostMaximum,
            $"{maximum} is not a valid value for max_num_clusters. The value must be from min_num_clusters to {MostMaximum}.");
    }

    private static void CheckTags(JsonObject settings)
    {
        var tags = settings.Object("tags")!.Array("custom_tags") ?? [];
        var keys = tags.Select(tag => (tag as JsonObject)?.Text("key")).ToList();
        Require(keys.Count <= MostTags, "A SQL warehouse must have fewer than 45 custom tags.");
        Require(!keys.Contains(null) && keys.Distinct().Count() == keys.Count, "Each custom tag needs a key of its own.");
    }

    private static void RequireOneOf(JsonObject settings, string name, params string[] allowed) =>
        Require(allowed.Contains(settings.Text(name)), $"{settings[name]} is not a valid value for {name}.");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw ApiException.InvalidParameter(otherwise);
        }
    }
}
