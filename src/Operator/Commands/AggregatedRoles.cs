using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Kinds;
using Operator.Runtime.Client;

namespace Operator.Commands;

/// <summary>What people get with the built-in roles view, edit and admin of their namespaces; the same as the chart's aggregated roles.</summary>
internal static class AggregatedRoles
{
    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];

    /// <summary>By name. A workspace says where a namespace's credentials are sent and who else may use them, so writing one is for admins.</summary>
    public static IReadOnlyDictionary<string, JsonObject> All()
    {
        var plurals = KindRegistry.All.Select(kind => ResourceDefinition.Of(kind.Resource).Plural).Order(StringComparer.Ordinal).ToList();
        var workspaces = ResourceDefinition.Of<DatabricksWorkspace>().Plural;
        return new SortedDictionary<string, JsonObject>(StringComparer.Ordinal)
        {
            ["view"] = Role("view", plurals, Read, "view", "edit", "admin"),
            ["edit"] = Role("edit", [.. plurals.Where(plural => plural != workspaces)], Write, "edit", "admin"),
            ["admin"] = Role("admin", [workspaces], Write, "admin"),
        };
    }

    private static JsonObject Role(string name, IReadOnlyList<string> plurals, IReadOnlyList<string> verbs, params string[] aggregatedTo) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["kind"] = "ClusterRole",
        ["metadata"] = new JsonObject
        {
            ["name"] = $"{name}-role",
            ["labels"] = new JsonObject(
                aggregatedTo.Select(role => KeyValuePair.Create<string, JsonNode?>($"rbac.authorization.k8s.io/aggregate-to-{role}", "true"))),
        },
        ["rules"] = new JsonArray(new JsonObject
        {
            ["apiGroups"] = new JsonArray(ApiGroup.Name),
            ["resources"] = Strings(plurals),
            ["verbs"] = Strings(verbs),
        }),
    };

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
