using System.Text.Json.Nodes;

namespace Databricks.Simulator.Permissions;

/// <summary>The direct grants of objects, seen and changed past the API. Kinds are named as in its paths: clusters, jobs, warehouses …</summary>
public sealed class PermissionControl
{
    private readonly IReadOnlyList<PermissionFamily> families;
    private readonly Lock gate;

    internal PermissionControl(IReadOnlyList<PermissionFamily> families, Lock gate) => (this.families, this.gate) = (families, gate);

    /// <returns>Each as <c>principal=LEVEL</c>; none where there is no such object.</returns>
    public IReadOnlyList<string> Of(string kind, string id)
    {
        lock (gate)
        {
            return FamilyOf(kind) is var family && family.OwnerOf(id) is null
                ? []
                : [.. family.GrantsOf(id).Select(grant => $"{grant.Principal}={grant.Level}")];
        }
    }

    /// <summary>Adds one as another user would, or changes the level of who has one; with a body like an entry of access_control_list.</summary>
    public void Grant(string kind, string id, JsonObject entry)
    {
        lock (gate)
        {
            var family = FamilyOf(kind);
            family.Replace(id, Grants.Merge(family.GrantsOf(id), [StoredGrant.Read(entry, family.Levels)]));
        }
    }

    private PermissionFamily FamilyOf(string kind) => families.Single(family => family.Plural == kind);
}
