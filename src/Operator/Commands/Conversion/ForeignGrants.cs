using System.Text.Json.Nodes;

namespace Operator.Commands.Conversion;

/// <summary>Permissions as other tools write them, as the field accessControlList of a spec.</summary>
internal static class ForeignGrants
{
    private static readonly (string Theirs, string Ours)[] Principals =
    [
        ("user_name", "userName"), ("group_name", "groupName"), ("service_principal_name", "servicePrincipalName"),
    ];

    /// <param name="grants">One for each principal.</param>
    /// <param name="level">The field with the permission.</param>
    /// <returns>An object with the field, or an empty one where there are no grants: then permissions are not managed.</returns>
    public static JsonObject Of(IEnumerable<JsonObject> grants, string level)
    {
        var entries = new JsonArray();
        foreach (var grant in grants)
        {
            var entry = new JsonObject();
            foreach (var (theirs, ours) in Principals.Where(one => grant[one.Theirs]?.ToString() is { Length: > 0 }))
            {
                entry[ours] = grant[theirs]!.ToString();
            }

            entry["permissionLevel"] = grant[level]?.ToString();
            entries.Add((JsonNode)entry);
        }

        return entries.Count > 0 ? new JsonObject { ["accessControlList"] = entries } : [];
    }
}
