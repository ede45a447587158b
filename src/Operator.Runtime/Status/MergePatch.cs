using System.Text.Json.Nodes;

namespace Operator.Runtime.Status;

/// <summary>The smallest RFC 7386 patch between two objects.</summary>
public static class MergePatch
{
    /// <summary>Null when they are equal.</summary>
    public static JsonObject? Between(JsonObject before, JsonObject after)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in after)
        {
            var old = before[name];
            if (JsonNode.DeepEquals(old, value))
            {
                continue;
            }

            if (old is not JsonObject oldObject || value is not JsonObject newObject)
            {
                patch[name] = value?.DeepClone();
            }
            else if (Between(oldObject, newObject) is { } difference)
            {
                patch[name] = difference;
            }
        }

        foreach (var (name, value) in before)
        {
            if (value is not null && !after.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        return patch.Count == 0 ? null : patch;
    }
}
