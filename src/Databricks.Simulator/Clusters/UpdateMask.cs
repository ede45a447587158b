using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

/// <summary>The mask of clusters/update: dotted paths, comma-separated, no spaces; <c>*</c> replaces everything (behavior §1.1).</summary>
internal static class UpdateMask
{
    /// <summary>The settings with every masked path taken from <paramref name="update"/>; a path that is absent there is cleared.</summary>
    public static JsonObject Apply(JsonObject settings, JsonObject update, string mask)
    {
        if (mask == "*")
        {
            return update.Copy();
        }

        if (mask.Contains(' ', StringComparison.Ordinal))
        {
            throw ApiException.InvalidParameter("update_mask must not contain spaces.");
        }

        var updated = settings.Copy();
        foreach (var path in mask.Split(','))
        {
            Move(updated, update, path.Split('.'));
        }

        return updated;
    }

    private static void Move(JsonObject target, JsonObject source, ReadOnlySpan<string> path)
    {
        if (path[0].Length == 0)
        {
            throw ApiException.InvalidParameter("update_mask must not contain empty paths.");
        }

        if (path.Length == 1)
        {
            target[path[0]] = source[path[0]]?.DeepClone();
            return;
        }

        if (target.Object(path[0]) is not { } inner)
        {
            inner = [];
            target[path[0]] = inner;
        }

        Move(inner, source.Object(path[0]) ?? [], path[1..]);
    }
}
