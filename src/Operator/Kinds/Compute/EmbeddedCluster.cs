using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Settings;

namespace Operator.Kinds.Compute;

/// <summary>
/// The JSON of a cluster's settings, an all-purpose one's or a job's own: what the names alone do not map, and what the server changes in it.
/// </summary>
internal static class EmbeddedCluster
{
    /// <summary>Databricks takes is_single_node and use_ml_runtime, true or false, only from clusters of this kind.</summary>
    public const string NewerKind = "CLASSIC_PREVIEW";

    /// <summary>What is_single_node makes the server add (behavior §2.5).</summary>
    private static readonly (string Map, string Key)[] SingleNodeAdditions =
        [("spark_conf", "spark.databricks.cluster.profile"), ("spark_conf", "spark.master"), ("custom_tags", "ResourceClass")];

    /// <summary>What the names alone do not map, in the settings of any cluster.</summary>
    public static void Finish(JsonObject wire)
    {
        wire.Remove("extra_settings");
        if (wire["kind"] is null && (wire["is_single_node"] ?? wire["use_ml_runtime"]) is not null)
        {
            wire["kind"] = NewerKind;
        }

        if (wire["azure_attributes"] is JsonObject azure && IsNumber(azure["spot_bid_max_price"], out var price))
        {
            azure["spot_bid_max_price"] = price;
        }

        (wire["docker_image"]?["basic_auth"] as JsonObject)?.Remove("password_secret_ref");
        (wire["azure_attributes"]?["log_analytics_info"] as JsonObject)?.Remove("log_analytics_primary_key_secret_ref");
    }

    /// <summary>
    /// Takes out of a cluster's settings in the workspace what moves by itself: the number of workers under autoscaling (behavior §4.1), and what a single
    /// node consists of.
    /// </summary>
    public static void RemoveWhatMoves(JsonObject desired, JsonObject observed)
    {
        var isSingleNode = desired["is_single_node"] is JsonValue value && value.TryGetValue<bool>(out var single) && single;
        if (!SettingsComparer.IsEmpty(desired["autoscale"]) || (isSingleNode && SettingsComparer.IsEmpty(desired["num_workers"])))
        {
            observed.Remove("num_workers");
        }

        foreach (var (map, key) in isSingleNode ? SingleNodeAdditions : [])
        {
            if (desired[map]?[key] is null)
            {
                (observed[map] as JsonObject)?.Remove(key);
            }
        }
    }

    /// <summary>As a number it has one writing: 1.50 and 1.5 are sent, compared and remembered as the same.</summary>
    private static bool IsNumber(JsonNode? text, out double number) =>
        double.TryParse(text?.ToString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);
}
