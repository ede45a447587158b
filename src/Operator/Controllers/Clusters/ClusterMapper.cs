using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Operator.Api.V1Alpha1;
using Operator.Drift;

namespace Operator.Controllers.Clusters;

/// <summary>Spec to wire JSON. The settings' names are the REST API's in another spelling, so the type itself is the mapping.</summary>
internal static class ClusterMapper
{
    /// <summary>Databricks takes is_single_node and use_ml_runtime, true or false, only from clusters of this kind.</summary>
    private const string NewerKind = "CLASSIC_PREVIEW";

    /// <summary>The complete settings as create and edit take them, without what comes from Secrets.</summary>
    public static JsonObject ToWire(DatabricksCluster cluster, string marker)
    {
        var wire = Typed(cluster);
        if (cluster.Spec.ExtraSettings is { } extra)
        {
            SettingsTree.Merge(wire, extra);
        }

        var tags = wire["custom_tags"] as JsonObject ?? [];
        tags[Ownership.MarkerTag] = marker;
        if (tags.Parent is null)
        {
            wire["custom_tags"] = tags;
        }

        return wire;
    }

    /// <summary>What the spec's own fields say, without extraSettings and marker.</summary>
    public static JsonObject Typed(DatabricksCluster cluster)
    {
        var spec = cluster.Spec;
        var wire = JsonSerializer.SerializeToNode(spec, WireSettings.Default.ClusterSettings)!.AsObject();
        wire["cluster_name"] = spec.ClusterName ?? cluster.Metadata.Name;
        if (spec.AutoterminationMinutes is { } minutes)
        {
            wire["autotermination_minutes"] = minutes;
        }

        Finish(wire);
        return wire;
    }

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

    /// <summary>As a number it has one writing: 1.50 and 1.5 are sent, compared and remembered as the same.</summary>
    private static bool IsNumber(JsonNode? text, out double number) =>
        double.TryParse(text?.ToString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClusterSettings))]
internal sealed partial class WireSettings : JsonSerializerContext;
