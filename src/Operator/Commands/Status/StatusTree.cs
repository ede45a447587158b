namespace Operator.Commands.Status;

/// <summary>An object in the tree.</summary>
/// <param name="Object">What stands here.</param>
/// <param name="Uses">What it refers to; empty where that was shown above.</param>
/// <param name="IsRepeated">What it refers to was shown above.</param>
internal sealed record StatusNode(StatusObject Object, IReadOnlyList<StatusNode> Uses, bool IsRepeated = false);

/// <summary>Puts what an object uses below it.</summary>
internal static class StatusTree
{
    /// <param name="objects">All that is known.</param>
    /// <param name="root">The only root; null to begin with what no other object uses.</param>
    public static IReadOnlyList<StatusNode> Of(IReadOnlyDictionary<StatusName, StatusObject> objects, StatusName? root)
    {
        var shown = new HashSet<StatusName>();
        if (root is { } only)
        {
            return [NodeOf(objects, only, shown)];
        }

        var used = objects.Values.SelectMany(found => UsesOf(objects, found).Where(name => name != found.Id)).ToHashSet();
        var names = objects.Keys.OrderBy(name => name.Namespace, StringComparer.Ordinal).ThenBy(name => name.Kind, StringComparer.Ordinal)
            .ThenBy(name => name.Name, StringComparer.Ordinal).ToList();
        List<StatusNode> roots = [.. names.Where(name => !used.Contains(name)).Select(name => NodeOf(objects, name, shown))];
        // Jobs that run each other in a circle are used by another, all of them.
        roots.AddRange(names.Where(name => !shown.Contains(name)).Select(name => NodeOf(objects, name, shown)));
        return roots;
    }

    /// <summary>With the workspace that is meant where none is named, where there is one.</summary>
    public static IEnumerable<StatusName> UsesOf(IReadOnlyDictionary<StatusName, StatusObject> objects, StatusObject found) =>
        found.DefaultWorkspace is { } workspace && objects.ContainsKey(workspace) ? found.Uses.Append(workspace) : found.Uses;

    private static StatusNode NodeOf(IReadOnlyDictionary<StatusName, StatusObject> objects, StatusName name, HashSet<StatusName> shown)
    {
        var found = objects.GetValueOrDefault(name) ?? StatusObject.Missing(name);
        var uses = UsesOf(objects, found).ToList();
        return shown.Add(name)
            ? new StatusNode(found, [.. uses.Select(used => NodeOf(objects, used, shown))])
            : new StatusNode(found, [], uses.Count > 0);
    }
}
