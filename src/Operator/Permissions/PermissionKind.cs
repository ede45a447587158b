namespace Operator.Permissions;

/// <summary>What the permissions of one kind of object have of their own (behavior §4.5).</summary>
/// <param name="ObjectType">Plural, as in the path of the call.</param>
/// <param name="HasOwner">Exactly one user or service principal holds IS_OWNER at any time.</param>
internal sealed record PermissionKind(string ObjectType, bool HasOwner)
{
    public const string Owner = "IS_OWNER";
    public const string Manage = "CAN_MANAGE";

    /// <summary>The name of the field in every spec, and in status.drift and status.plan.</summary>
    public const string Field = "accessControlList";

    public static readonly PermissionKind Clusters = new("clusters", HasOwner: false);
    public static readonly PermissionKind Jobs = new("jobs", HasOwner: true);
    public static readonly PermissionKind Warehouses = new("warehouses", HasOwner: true);
    public static readonly PermissionKind Notebooks = new("notebooks", HasOwner: false);
    public static readonly PermissionKind Directories = new("directories", HasOwner: false);
}
