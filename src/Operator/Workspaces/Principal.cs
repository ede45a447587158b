using Operator.Api.V1Alpha1;
using Operator.Databricks.Permissions;

namespace Operator.Workspaces;

internal enum PrincipalKind
{
    User,
    Group,
    ServicePrincipal,
}

/// <summary>
/// A user, group or service principal that can be granted something. Login names and application ids are the same in upper and lower case (behavior §4.5),
/// names of groups are not.
/// </summary>
internal readonly record struct Principal(PrincipalKind Kind, string Name)
{
    /// <summary>Their grant is inherited and cannot be taken away (behavior §4.5).</summary>
    public bool IsAdministrators => this is { Kind: PrincipalKind.Group, Name: "admins" };

    /// <summary>By the user name of an identity: that of a service principal is its application id, a UUID; people have addresses.</summary>
    public static Principal OfUserName(string userName) =>
        new(Guid.TryParse(userName, out _) ? PrincipalKind.ServicePrincipal : PrincipalKind.User, userName);

    /// <summary>Null for an entry that names no principal.</summary>
    public static Principal? Of(AccessControlEntry entry) => Of(entry.UserName, entry.GroupName, entry.ServicePrincipalName);

    /// <summary>Null for an entry that names no principal.</summary>
    public static Principal? Of(AccessControl entry) => Of(entry.UserName, entry.GroupName, entry.ServicePrincipalName);

    public bool Equals(Principal other) =>
        Kind == other.Kind && string.Equals(Name, other.Name, Kind == PrincipalKind.Group ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    private static Principal? Of(string? user, string? group, string? servicePrincipal) =>
        !string.IsNullOrEmpty(user) ? new(PrincipalKind.User, user)
        : !string.IsNullOrEmpty(group) ? new(PrincipalKind.Group, group)
        : !string.IsNullOrEmpty(servicePrincipal) ? new(PrincipalKind.ServicePrincipal, servicePrincipal)
        : null;
}

/// <summary>One level that one principal holds on an object itself, not through a folder or the workspace.</summary>
internal readonly record struct Grant(Principal Principal, string Level);
