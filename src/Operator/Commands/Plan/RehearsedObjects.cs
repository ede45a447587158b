using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Operator.Commands.Plan;

/// <summary>The Kubernetes objects of a plan, in memory, by their path in the API: the manifests as they would be stored, and what they refer to.</summary>
internal sealed class RehearsedObjects
{
    private readonly ConcurrentDictionary<string, JsonObject> objects = new(StringComparer.Ordinal);
    private long version = long.MaxValue / 2;

    /// <summary>A copy; null where there is none.</summary>
    /// <param name="path">Without a leading slash.</param>
    public JsonObject? Find(string path) => (JsonObject?)objects.GetValueOrDefault(path)?.DeepClone();

    /// <summary>Stores a copy as a newer version.</summary>
    public JsonObject Put(string path, JsonObject content)
    {
        var stored = (JsonObject)content.DeepClone();
        stored["metadata"]!["resourceVersion"] = Interlocked.Increment(ref version).ToString(CultureInfo.InvariantCulture);
        objects[path] = stored;
        return (JsonObject)stored.DeepClone();
    }

    /// <summary>A merge patch; null where there is no such object.</summary>
    public JsonObject? Patch(string path, JsonObject patch)
    {
        if (Find(path) is not { } content)
        {
            return null;
        }

        Merge(content, patch);
        return Put(path, content);
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner)
            {
                var nested = target[name] as JsonObject ?? [];
                Merge(nested, inner);
                target[name] = nested.Parent is null ? nested : nested.DeepClone();
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
