using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>What a write of the operator may change: O6, O7.</summary>
internal sealed class StatusOracle(FaultWorld world, Action<Promise, string> report)
{
    private readonly ConcurrentDictionary<string, bool> isBehind = new(StringComparer.Ordinal);

    public void Written(ObservedWrite write, OperatorLife life)
    {
        // A write of the former leader that lands when its successor has read the object: the successor's next one can know neither what it says nor its
        // transition times.
        var wasBehind = isBehind.TryRemove(write.Path, out _) && !life.IsDeposed;
        if (life.IsDeposed)
        {
            isBehind[write.Path] = true;
        }

        if (write.After is not { } after)
        {
            return;
        }

        foreach (var field in new[] { "spec", "labels", "annotations" })
        {
            var (old, now) = field == "spec" ? (write.Before[field], after[field]) : (write.Before["metadata"]![field], after["metadata"]![field]);
            if (!JsonNode.DeepEquals(old, now))
            {
                report(Promise.UsersFieldsUntouched, $"{field} of {write.Path} was {old?.ToJsonString()} and is {now?.ToJsonString()}");
            }
        }

        if (!wasBehind && !life.IsDeposed && JsonNode.DeepEquals(Content(write.Before), Content(after)))
        {
            report(Promise.StatusDiscipline, $"a write of {write.Path} changes nothing (call {world.Calls.Count})");
        }

        CheckGeneration(write, after);
        CheckConditions(write, after, isOnTime: !wasBehind);
    }

    private void CheckGeneration(ObservedWrite write, JsonObject after)
    {
        var (old, now) = ((long?)write.Before["status"]?["observedGeneration"] ?? 0, (long?)after["status"]?["observedGeneration"] ?? 0);
        if (now < old || now > (long)after["metadata"]!["generation"]!)
        {
            report(Promise.StatusDiscipline, $"observedGeneration of {write.Path} goes from {old} to {now} at generation {after["metadata"]!["generation"]}");
        }
    }

    private void CheckConditions(ObservedWrite write, JsonObject after, bool isOnTime)
    {
        foreach (var now in Conditions(after))
        {
            var old = Conditions(write.Before).FirstOrDefault(condition => (string?)condition["type"] == (string?)now["type"]);
            if (isOnTime && old is not null && (string?)old["status"] == (string?)now["status"]
                && (string?)old["lastTransitionTime"] != (string?)now["lastTransitionTime"])
            {
                report(Promise.StatusDiscipline, $"{now["type"]} of {write.Path} has a new lastTransitionTime and its old status");
            }
        }

        var names = Conditions(after).Where(condition => (string?)condition["status"] == "True").Select(condition => (string?)condition["type"]).ToList();
        if (names.Contains("Stalled") && (names.Contains("Reconciling") || names.Contains("Ready")))
        {
            report(Promise.StatusDiscipline, $"{write.Path} is {string.Join(" and ", names)}");
        }
    }

    private static IEnumerable<JsonObject> Conditions(JsonObject resource) => (resource["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>() ?? [];

    private static JsonObject Content(JsonObject resource)
    {
        var content = (JsonObject)resource.DeepClone();
        content["metadata"]!.AsObject().Remove("resourceVersion");
        return content;
    }
}
