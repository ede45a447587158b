using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.Commands.Status;

/// <summary>Finds the references of a spec to other objects of our kinds, wherever in it they stand.</summary>
internal static class StatusReferences
{
    /// <summary>What is not read by its own names: a setting of the API in it may be called as a reference is.</summary>
    private const string Foreign = "extraSettings";

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["workspaceRef"] = DatabricksWorkspace.KindName,
        ["jobRef"] = DatabricksJob.KindName,
        ["notebookRef"] = DatabricksNotebook.KindName,
        ["existingClusterRef"] = DatabricksCluster.KindName,
        ["warehouseRef"] = DatabricksSqlWarehouse.KindName,
    };

    /// <summary>The workspace last: it is what everything else has in common.</summary>
    public static IReadOnlyList<StatusName> Of(StatusName owner, JsonObject spec) =>
        [.. All(owner, spec).Distinct().OrderBy(name => name.Kind == DatabricksWorkspace.KindName)];

    private static IEnumerable<StatusName> All(StatusName owner, JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(item => All(owner, item)),
        JsonObject fields => fields.Where(field => field.Key != Foreign).SelectMany(field => Of(owner, field.Key, field.Value)),
        _ => [],
    };

    private static IEnumerable<StatusName> Of(StatusName owner, string field, JsonNode? value) =>
        Kinds.TryGetValue(field, out var kind) && value is JsonObject reference && reference["name"]?.ToString() is { Length: > 0 } name
            ? [new StatusName(kind, reference["namespace"]?.ToString() is { Length: > 0 } other ? other : owner.Namespace, name)]
            : All(owner, value);
}
