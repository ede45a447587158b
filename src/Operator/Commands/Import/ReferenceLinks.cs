using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.Commands.Import;

/// <summary>Ids of objects that are imported together, as references to their resources: so manifests can be moved to another workspace.</summary>
internal static class ReferenceLinks
{
    /// <summary>Where a spec names an object: the field that holds it, the id, the reference that takes its place, and the kind.</summary>
    private static readonly (string? Holder, string Id, string Reference, string Kind)[] Fields =
    [
        (null, "existingClusterId", "existingClusterRef", DatabricksCluster.KindName),
        ("notebookTask", "notebookPath", "notebookRef", DatabricksNotebook.KindName),
        ("sqlTask", "warehouseId", "warehouseRef", DatabricksSqlWarehouse.KindName),
        ("runJobTask", "jobId", "jobRef", DatabricksJob.KindName),
    ];

    public static List<ImportedObject> Of(IReadOnlyList<ImportedObject> objects)
    {
        var names = objects.ToDictionary(one => (one.Definition.Kind, one.Id), one => one.Name);
        return [.. objects.Select(one => one with { Spec = Linked(one, names) })];
    }

    private static JsonObject Linked(ImportedObject one, Dictionary<(string, string), string> names)
    {
        var spec = (JsonObject)one.Spec.DeepClone();
        foreach (var task in Tasks(spec))
        {
            foreach (var (holder, id, reference, kind) in Fields)
            {
                if ((holder is null ? task : task[holder]) is JsonObject target
                    && target[id]?.ToString() is { } value && target["source"]?.ToString() != "GIT" && !IsGit(spec, holder)
                    && names.TryGetValue((kind, WithoutRoot(kind, value)), out var name))
                {
                    target.Remove(id);
                    target[reference] = new JsonObject { ["name"] = name };
                }
            }
        }

        return spec;
    }

    /// <summary>A path in a repository is no notebook of the workspace.</summary>
    private static bool IsGit(JsonObject spec, string? holder) => holder == "notebookTask" && spec["gitSource"] is not null;

    /// <summary>/Workspace/x and /x are one place.</summary>
    private static string WithoutRoot(string kind, string value) =>
        kind == DatabricksNotebook.KindName && value.StartsWith("/Workspace/", StringComparison.Ordinal) ? value["/Workspace".Length..] : value;

    private static IEnumerable<JsonObject> Tasks(JsonObject spec)
    {
        foreach (var task in (spec["tasks"] as JsonArray ?? []).OfType<JsonObject>())
        {
            yield return task;
            if (task["forEachTask"]?["task"] is JsonObject repeated)
            {
                yield return repeated;
            }
        }
    }
}
