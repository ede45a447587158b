using System.Text.Json.Nodes;

namespace Databricks.Simulator.Clusters;

internal sealed record StoredClusterEvent(DateTimeOffset At, string Type, JsonObject Details)
{
    public JsonObject ToJson(string clusterId) => new()
    {
        ["cluster_id"] = clusterId,
        ["timestamp"] = At.ToUnixTimeMilliseconds(),
        ["type"] = Type,
        ["details"] = Details.DeepClone(),
    };
}
