using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>jobs/update: top-level fields replace, but lists with keys are merged by key, so that nothing is removed from them (behavior §1.2).</summary>
internal static class JobMerge
{
    public static JsonObject Apply(JsonObject given, JsonObject update, IEnumerable<string> fieldsToRemove)
    {
        var merged = given.Copy();
        foreach (var (name, value) in update)
        {
            merged[name] = JobFields.Keys.TryGetValue(name, out var key) && merged.Array(name) is { } existing && value is JsonArray added
                ? MergeList(existing, added, key)
                : value!.DeepClone();
        }

        foreach (var path in fieldsToRemove)
        {
            Remove(merged, path);
        }

        return merged;
    }

    private static JsonArray MergeList(JsonArray existing, JsonArray added, string key)
    {
        var entries = existing.OfType<JsonObject>().ToList();
        foreach (var entry in added.OfType<JsonObject>())
        {
            var index = entries.FindIndex(other => other.Text(key) == entry.Text(key));
            if (index < 0)
            {
                entries.Add(entry);
            }
            else
            {
                entries[index] = entry;
            }
        }

        return new JsonArray([.. entries.Select(entry => entry.DeepClone())]);
    }

    /// <summary>A top-level name, or <c>tasks/KEY</c> and <c>job_clusters/KEY</c>; nothing deeper can be removed.</summary>
    private static void Remove(JsonObject settings, string path)
    {
        var parts = path.Split('/');
        if (parts.Length == 1)
        {
            settings.Remove(path);
            return;
        }

        if (parts.Length != 2 || parts[0] is not ("tasks" or "job_clusters"))
        {
            throw ApiException.InvalidParameter($"Invalid field to remove: {path}.");
        }

        if (settings.Array(parts[0]) is { } list)
        {
            list.RemoveAll(entry => entry is JsonObject tree && tree.Text(JobFields.Keys[parts[0]]) == parts[1]);
            if (list.Count == 0)
            {
                settings.Remove(parts[0]);
            }
        }
    }
}
