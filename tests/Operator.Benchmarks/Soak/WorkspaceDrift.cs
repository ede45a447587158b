using System.Text.Json.Nodes;

namespace Operator.Benchmarks.Soak;

/// <summary>
/// People change and remove what the operator has created. Only what was edited before has the tag that they change, or a content that is not the first one.
/// </summary>
internal sealed class WorkspaceDrift(SoakSystem system)
{
    private const int Changed = 10;
    private const int Removed = 3;

    /// <summary>In no edit.</summary>
    private const string Mark = "changed by hand";

    private IReadOnlyList<int> counts = [];

    public void Make(int round)
    {
        counts = Counts();
        var workspace = system.Workspace;
        foreach (var id in workspace.Jobs.Ids.Where(id => IsEdited(workspace.Jobs.Find(id))).Skip(round).Take(Changed))
        {
            workspace.Jobs.Change(id, settings => settings["tags"]!["edit"] = Mark);
        }

        foreach (var id in workspace.Clusters.Ids.Where(id => IsEdited(workspace.Clusters.Find(id))).Skip(round).Take(Changed))
        {
            workspace.Clusters.Change(id, settings => settings["custom_tags"]!["edit"] = Mark);
        }

        foreach (var id in workspace.Warehouses.Ids.Where(id => IsEdited(workspace.Warehouses.Find(id))).Skip(round).Take(Changed))
        {
            workspace.Warehouses.Change(id, settings => Tag(settings)["value"] = Mark);
        }

        foreach (var path in workspace.Objects.Paths.Skip(round).Take(Changed))
        {
            workspace.Objects.Change(path, _ => $"# Databricks notebook source\nprint('{Mark}')\n");
        }

        Remove(workspace.Jobs.Ids.Where(id => $"{id}" != system.SharedJob), workspace.Jobs.Remove);
        Remove(workspace.Clusters.Ids, workspace.Clusters.Remove);
        Remove(workspace.Warehouses.Ids, workspace.Warehouses.Remove);
        Remove(workspace.Objects.Paths, workspace.Objects.Remove);
    }

    /// <summary>Nothing of it is left, and what was removed is there again.</summary>
    public bool IsMended()
    {
        var workspace = system.Workspace;
        return Counts().SequenceEqual(counts)
            && !workspace.Jobs.Ids.Any(id => IsMarked(workspace.Jobs.Find(id)))
            && !workspace.Clusters.Ids.Any(id => IsMarked(workspace.Clusters.Find(id)))
            && !workspace.Warehouses.Ids.Any(id => IsMarked(workspace.Warehouses.Find(id)))
            && !workspace.Objects.Paths.Any(path => workspace.Objects.FindSource(path)?.Contains(Mark, StringComparison.Ordinal) == true);
    }

    private static void Remove<T>(IEnumerable<T> ids, Action<T> remove)
    {
        foreach (var id in ids.TakeLast(Removed).ToList())
        {
            remove(id);
        }
    }

    private static JsonNode Tag(JsonObject settings) => settings["tags"]!["custom_tags"]!.AsArray().First(tag => (string?)tag!["key"] == "edit")!;

    private static bool IsEdited(JsonObject? view) => view?.ToJsonString().Contains("\"edit-", StringComparison.Ordinal) == true;

    private static bool IsMarked(JsonObject? view) => view?.ToJsonString().Contains(Mark, StringComparison.Ordinal) == true;

    private List<int> Counts()
    {
        var workspace = system.Workspace;
        return [workspace.Jobs.Ids.Count, workspace.Clusters.Ids.Count, workspace.Warehouses.Ids.Count, workspace.Objects.Paths.Count];
    }
}
