using Databricks.Simulator.Http;

namespace Databricks.Simulator.Permissions;

/// <summary>The direct grants of the objects of one kind, by object id. An object nobody has written grants for has none here.</summary>
internal sealed class Grants
{
    private readonly Dictionary<string, List<StoredGrant>> grants = new(StringComparer.Ordinal);

    public List<StoredGrant>? Find(string id) => grants.GetValueOrDefault(id);

    public void Set(string id, List<StoredGrant> given) => grants[id] = given;

    /// <summary>The last entry for a principal wins. That of the administrators is inherited and stays out of the direct grants (behavior §4.5).</summary>
    public static List<StoredGrant> Merge(List<StoredGrant> existing, List<StoredGrant> added)
    {
        var merged = existing.ToList();
        foreach (var grant in added.Where(grant => !grant.IsAdministrators))
        {
            merged.RemoveAll(grant.IsSamePrincipal);
            merged.Add(grant);
        }

        return merged;
    }

    public static List<StoredGrant> RequireOneOwner(string singular, List<StoredGrant> given)
    {
        var owners = given.FindAll(grant => grant.Level == PermissionFamily.OwnerLevel);
        if (owners.Count != 1)
        {
            throw ApiException.InvalidParameter($"The {singular} must have exactly one owner.");
        }

        return owners[0].PrincipalKind == "group_name"
            ? throw ApiException.InvalidParameter($"Group {owners[0].Principal} cannot be the owner of a {singular}.")
            : given;
    }
}
