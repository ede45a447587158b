using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Compute;
using Operator.Reconciling;
using Operator.Settings;

namespace Operator.Kinds.Clusters;

/// <summary>Spec to wire JSON. The settings' names are the REST API's in another spelling, so the type itself is the mapping.</summary>
internal static class ClusterMapper
{
    /// <summary>The complete settings as create and edit take them, without what comes from Secrets.</summary>
    public static JsonObject ToWire(DatabricksCluster cluster, string marker)
    {
        var wire = Typed(cluster);
        if (cluster.Spec.ExtraSettings is { } extra)
        {
            SettingsTree.Merge(wire, extra);
        }

        OwnerMarker.AddTo(wire, "custom_tags", marker);

        return wire;
    }

    /// <summary>What the spec's own fields say, without extraSettings and marker.</summary>
    public static JsonObject Typed(DatabricksCluster cluster)
    {
        var spec = cluster.Spec;
        var wire = JsonSerializer.SerializeToNode(spec, WireSettings.Default.ClusterSpecBase)!.AsObject();
        wire["cluster_name"] = spec.ClusterName ?? cluster.Metadata.Name;
        if (spec.AutoterminationMinutes is { } minutes)
        {
            wire["autotermination_minutes"] = minutes;
        }

        EmbeddedCluster.Finish(wire);
        return wire;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClusterSpecBase))]
internal sealed partial class WireSettings : JsonSerializerContext;
