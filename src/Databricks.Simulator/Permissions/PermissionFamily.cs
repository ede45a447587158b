namespace Databricks.Simulator.Permissions;

/// <summary>
/// A kind of object that carries permissions: plural in paths, singular in answers (behavior §4.5). <c>OwnerOf</c> gives the user who holds
/// the highest level from the start, or null when there is no such object.
/// </summary>
internal sealed record PermissionFamily(string Plural, string Singular, IReadOnlyList<string> Levels, Func<string, string?> OwnerOf)
{
    public const string ManageLevel = "CAN_MANAGE";
    public const string OwnerLevel = "IS_OWNER";

    /// <summary>Objects of this kind have exactly one owner at any time, as jobs do (behavior §4.5).</summary>
    public bool HasOwner => Levels.Contains(OwnerLevel);

    /// <summary>The path of these objects in answers; requests may use it in place of the plural (behavior §4.5).</summary>
    public string Root { get; init; } = Plural;

    /// <summary>A list without an owner leaves the owner as it is, as for SQL warehouses; of other kinds it is refused (behavior §4.5).</summary>
    public bool KeepsOwner { get; init; }

    public Grants Grants { get; init; } = new();

    /// <summary>Refuses a user who may not see the permissions of an object, whether or not it exists; by default everybody may.</summary>
    public Action<string, string> Authorize { get; init; } = (_, _) => { };

    public List<StoredGrant> GrantsOf(string id) =>
        Grants.Find(id) ?? [new StoredGrant("user_name", OwnerOf(id)!, HasOwner ? OwnerLevel : ManageLevel)];

    public void Replace(string id, List<StoredGrant> given)
    {
        if (KeepsOwner && !given.Exists(IsOwner))
        {
            given = Grants.Merge(given, GrantsOf(id).FindAll(IsOwner));
        }

        Grants.Set(id, HasOwner ? Grants.RequireOneOwner(Singular, given) : given);
    }

    private static bool IsOwner(StoredGrant grant) => grant.Level == OwnerLevel;
}
