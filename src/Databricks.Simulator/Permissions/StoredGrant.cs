using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Permissions;

/// <summary>A level held by one principal: a user_name, a group_name or a service_principal_name.</summary>
internal sealed record StoredGrant(string PrincipalKind, string Principal, string Level)
{
    public const string Administrators = "admins";
    private static readonly string[] PrincipalKinds = ["user_name", "group_name", "service_principal_name"];

    public bool IsAdministrators => PrincipalKind == "group_name" && Principal == Administrators;

    public static List<StoredGrant> ReadAll(JsonObject request, IReadOnlyList<string> levels) =>
        request.Array("access_control_list")?.Select(entry => Read(entry, levels)).ToList() ?? [];

    public static StoredGrant Read(JsonNode? entry, IReadOnlyList<string> levels)
    {
        var fields = entry as JsonObject ?? throw ApiException.Malformed("Could not parse request object: expected an object in access_control_list.");
        var kinds = PrincipalKinds.Where(kind => fields.Text(kind) is { Length: > 0 }).ToList();
        if (kinds.Count != 1)
        {
            throw ApiException.InvalidParameter($"Each entry must have exactly one of {string.Join(", ", PrincipalKinds)}.");
        }

        var level = fields.Required("permission_level");
        return levels.Contains(level)
            ? new StoredGrant(kinds[0], fields.Text(kinds[0])!, level)
            : throw ApiException.InvalidParameter($"Permission level {level} is not one of {string.Join(", ", levels)}.");
    }

    /// <summary>User names are compared without regard to case (behavior §4.5).</summary>
    public bool IsSamePrincipal(StoredGrant other) =>
        PrincipalKind == other.PrincipalKind && string.Equals(Principal, other.Principal, StringComparison.OrdinalIgnoreCase);

    /// <summary>A service principal calls by its application id, which is its name here; who is in a group is not known.</summary>
    public bool IsHeldBy(string user) => PrincipalKind != "group_name" && string.Equals(Principal, user, StringComparison.OrdinalIgnoreCase);

    public JsonObject ToJson() => new()
    {
        [PrincipalKind] = Principal,
        ["display_name"] = Principal,
        ["all_permissions"] = new JsonArray(new JsonObject { ["permission_level"] = Level, ["inherited"] = false }),
    };
}
