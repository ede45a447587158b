using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.Commands.Plan;

/// <summary>The status that an object has once the plan is carried out, as far as others depend on it.</summary>
internal static class PlannedIds
{
    /// <summary>By kind, the field of the status that others refer to, and what it will be.</summary>
    private static readonly Dictionary<string, (string Field, Func<JsonObject, Func<long>, string> Value)> Fields = new(StringComparer.Ordinal)
    {
        [DatabricksCluster.KindName] = ("clusterId", (_, _) => ShownValues.Unknown),
        [DatabricksSqlWarehouse.KindName] = ("warehouseId", (_, _) => ShownValues.Unknown),
        [DatabricksJob.KindName] = ("jobId", (_, number) => number().ToString(CultureInfo.InvariantCulture)),
        [DatabricksNotebook.KindName] = ("path", (content, _) => content["spec"]?["path"]?.ToString() ?? ShownValues.Unknown),
    };

    public static void Record(string kind, JsonObject content, JsonObject status, Func<long> number)
    {
        if (Fields.TryGetValue(kind, out var field) && status[field.Field] is null)
        {
            status[field.Field] = field.Value(content, number);
        }
    }

    /// <summary>Of an object that is as its spec says.</summary>
    public static JsonArray Conditions(long generation) =>
        new([.. new[] { (ConditionTypes.Ready, Reasons.Available), (ConditionTypes.Synced, Reasons.InSync) }.Select(condition => (JsonNode)new JsonObject
        {
            ["type"] = condition.Item1,
            ["status"] = "True",
            ["reason"] = condition.Item2,
            ["message"] = "",
            ["observedGeneration"] = generation,
            ["lastTransitionTime"] = "2000-01-01T00:00:00Z",
        })]);
}
