using Operator.Api.V1Alpha1;
using Operator.Workspaces;

namespace Operator.Permissions;

/// <summary>The rules of Databricks about an access control list (behavior §4.5), beside what the attributes of its type say.</summary>
internal static class PermissionSpecValidator
{
    public static IEnumerable<string> Problems(IList<AccessControlEntry>? entries, PermissionKind kind)
    {
        if (entries is null)
        {
            yield break;
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
