using Operator.Databricks.Permissions;
using Operator.Workspaces;

namespace Operator.Permissions;

/// <summary>The direct grants of an object as they were seen, and as whom.</summary>
/// <param name="Grants">Without inherited ones and without that of the administrators, which cannot be changed (behavior §4.5).</param>
/// <param name="Me">The operator's own identity.</param>
internal sealed record ObservedPermissions(IReadOnlySet<Grant> Grants, Principal Me)
{
    /// <summary>What was asked for last and what the workspace made of it, where that was something else.</summary>
    public RejectedGrants? Refused { get; init; }

    public static IReadOnlySet<Grant> Direct(ObjectPermissions permissions)
    {
        var grants = new HashSet<Grant>();
        foreach (var entry in (permissions.AccessControlList ?? []).Where(entry => entry is not null))
        {
            if (Principal.Of(entry) is { IsAdministrators: false } principal)
            {
                grants.UnionWith((entry.AllPermissions ?? [])
                    .Where(permission => permission is { Inherited: not true, PermissionLevel: not null })
                    .Select(permission => new Grant(principal, permission.PermissionLevel!)));
            }
        }

        return grants;
    }
}

/// <summary>Grants the workspace was asked for and those it has since: asking again would never change anything.</summary>
internal sealed record RejectedGrants(IReadOnlySet<Grant> Asked, IReadOnlySet<Grant> Got);
