using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.Commands.Status;

/// <summary>Reads from the conditions whether an object is as its manifest wants it, and what hinders it where it is not.</summary>
internal static class StatusVerdict
{
    public static (StatusState State, string? Reason, string? Message) Of(JsonObject content)
    {
        var conditions = (content["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var ready = Find(conditions, ConditionTypes.Ready);
        var synced = Find(conditions, ConditionTypes.Synced);
        if (content["metadata"]?["deletionTimestamp"] is not null)
        {
            return (StatusState.Working, "Deleting", Text(Find(conditions, ConditionTypes.Stalled) ?? synced ?? ready) ?? "It is being deleted");
        }

        if (ready is null || IsOlder(ready, content))
        {
            return (StatusState.Working, "NotYetReconciled", "The operator has not reported on the last edit yet; where it stays so, run doctor");
        }

        // Where nothing goes on until a person acts, Stalled says why. A spec that is not in the workspace hinders, however usable the object is.
        var hindrance = IsTrue(Find(conditions, ConditionTypes.Stalled)) ? Find(conditions, ConditionTypes.Stalled)
            : !IsTrue(ready) ? ready
            : synced is not null && !IsTrue(synced) ? synced
            : null;
        return hindrance is null ? (StatusState.Ready, null, null) : (StateOf(conditions), hindrance["reason"]?.ToString(), Text(hindrance));
    }

    /// <summary>While the operator works on it, or waits, nothing has to be done yet.</summary>
    private static StatusState StateOf(List<JsonObject> conditions) =>
        !IsTrue(Find(conditions, ConditionTypes.Stalled)) && IsTrue(Find(conditions, ConditionTypes.Reconciling)) ? StatusState.Working : StatusState.NotReady;

    private static JsonObject? Find(List<JsonObject> conditions, string type) => conditions.Find(condition => condition["type"]?.ToString() == type);

    private static bool IsTrue(JsonObject? condition) => condition?["status"]?.ToString() == "True";

    private static bool IsOlder(JsonObject condition, JsonObject content) =>
        Number(condition["observedGeneration"]) < Number(content["metadata"]?["generation"]);

    private static long Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out long number) ? number : 0;

    private static string? Text(JsonObject? condition) => condition?["message"]?.ToString() is { Length: > 0 } message ? message : null;
}
