using Operator.Api.V1Alpha1;
using Operator.Workspaces;

namespace Operator.Permissions;

/// <summary>The rules of an access control list, for API servers that do not evaluate them, and those that only Databricks knows (behavior §4.5).</summary>
internal static class PermissionRules
{
    public static IEnumerable<string> Problems(IList<AccessControlEntry>? entries, PermissionKind kind)
    {
        if (entries is null)
        {
            yield break;
        }

        if (entries.Any(entry => new[] { entry.UserName, entry.GroupName, entry.ServicePrincipalName }.Count(name => name is not null) != 1))
        {
            yield return "spec.accessControlList: give exactly one of userName, groupName and servicePrincipalName in each entry";
        }

        if (entries.DistinctBy(entry => (entry.UserName, entry.GroupName, entry.ServicePrincipalName)).Count() < entries.Count)
        {
            yield return "spec.accessControlList: give each principal once, with its highest permissionLevel";
        }

        if (entries.Any(entry => Principal.Of(entry) is { IsAdministrators: true } && entry.PermissionLevel != PermissionKind.Manage))
        {
            yield return "spec.accessControlList: the group admins has CAN_MANAGE everywhere and cannot be given less";
        }

        var owners = entries.Where(entry => entry.PermissionLevel == PermissionKind.Owner).ToList();
        if (kind.HasOwner && (owners.Count > 1 || owners.Any(owner => owner.GroupName is not null)))
        {
            yield return "spec.accessControlList: one user or service principal can be IS_OWNER, no group and no second one";
        }
    }
}
