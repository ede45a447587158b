using System.Text.Json.Nodes;
using Operator.Kinds.Compute;
using Operator.Settings;

namespace Operator.Commands.Import;

/// <summary>What a workspace adds to the settings of a cluster, an all-purpose one's or a job's own, and can be told from a wish.</summary>
internal static class ClusterFills
{
    private static readonly string[] Pools = ["instance_pool_id", "driver_instance_pool_id"];

    public static void Remove(JsonObject cluster)
    {
        TagsOfTheOperator.Remove(cluster["custom_tags"]);
        EmbeddedCluster.RemoveWhatMoves(
            new JsonObject { ["autoscale"] = cluster["autoscale"]?.DeepClone(), ["is_single_node"] = cluster["is_single_node"]?.DeepClone() }, cluster);
        if (Pools.Any(pool => !SettingsComparer.IsEmpty(cluster[pool])))
        {
            // A pool has one type of machine, and a manifest that names both is refused.
            cluster.Remove("node_type_id");
            cluster.Remove("driver_node_type_id");
        }

        RemoveCopy(cluster, "driver_node_type_id", "node_type_id");
        RemoveCopy(cluster, "driver_instance_pool_id", "instance_pool_id");
        if ((IsTrue(cluster["is_single_node"]) || IsTrue(cluster["use_ml_runtime"])) && cluster["kind"]?.ToString() == EmbeddedCluster.NewerKind)
        {
            // Sent by itself, wherever one of the two stands in a manifest; false does not.
            cluster.Remove("kind");
        }
    }

    private static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    private static void RemoveCopy(JsonObject cluster, string copy, string original)
    {
        if (JsonNode.DeepEquals(cluster[copy], cluster[original]))
        {
            cluster.Remove(copy);
        }
    }
}
