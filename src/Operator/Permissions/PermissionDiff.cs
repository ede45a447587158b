using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Permissions;
using Operator.Managed;
using Operator.Settings;
using Operator.Workspaces;

namespace Operator.Permissions;

/// <summary>How the direct grants of an object differ from its spec.accessControlList, and what would end that (behavior §4.5). Pure.</summary>
internal static class PermissionDiff
{
    /// <param name="entity">For its policies.</param>
    /// <param name="entries">spec.accessControlList; null when permissions are not managed.</param>
    /// <param name="seen">Null when they were not read: nothing is done on a guess.</param>
    /// <param name="kind">Of object.</param>
    public static Change Decide(IDatabricksResource entity, IList<AccessControlEntry>? entries, ObservedPermissions? seen, PermissionKind kind)
    {
        if (entries is null)
        {
            return Change.NoneOf(PermissionKind.Field, desired: "");
        }

        if (seen is null || entity.Spec.Policies?.IgnoreDrift?.Contains(PermissionKind.Field) == true)
        {
            return Change.NoneOf(PermissionKind.Field, desired: null);
        }

        var wanted = Wanted(entries, seen, kind);
        var inSync = Change.NoneOf(PermissionKind.Field, HashOf(entries));
        if (wanted.SetEquals(seen.Grants))
        {
            return inSync;
        }

        return seen.Refused is { } refused && refused.Asked.SetEquals(wanted) && refused.Got.SetEquals(seen.Grants)
            ? inSync with { Unchangeable = [PermissionKind.Field] }
            : Change.OfPart(PermissionKind.Field, $"Permissions set: {wanted.Count} direct grants") with { Desired = inSync.Desired };
    }

    private static string HashOf(IEnumerable<AccessControlEntry> entries) => ComparisonRules.HashOf(new JsonArray(
        [.. entries.Select(entry => (JsonNode)string.Join(' ', Principal.Of(entry)?.Kind, Principal.Of(entry)?.Name, entry.PermissionLevel))]));

    /// <summary>
    /// All direct grants as they should be: the last entry of a principal counts, the administrators are left out, and the operator keeps what it needs. An
    /// object that has an owner keeps the one it has unless the list names another: a job runs as its owner.
    /// </summary>
    public static IReadOnlySet<Grant> Wanted(IEnumerable<AccessControlEntry> entries, ObservedPermissions seen, PermissionKind kind)
    {
        var wanted = new Dictionary<Principal, string>();
        foreach (var entry in entries)
        {
            if (Principal.Of(entry) is { IsAdministrators: false } principal)
            {
                wanted[principal] = entry.PermissionLevel;
            }
        }

        if (kind.HasOwner && !wanted.ContainsValue(PermissionKind.Owner))
        {
            var present = seen.Grants.Where(grant => grant.Level == PermissionKind.Owner).Select(grant => (Principal?)grant.Principal).FirstOrDefault();
            wanted[present is { } owner && !wanted.ContainsKey(owner) ? owner : seen.Me] = PermissionKind.Owner;
        }

        if (wanted.GetValueOrDefault(seen.Me) is not (PermissionKind.Owner or PermissionKind.Manage))
        {
            wanted[seen.Me] = PermissionKind.Manage;
        }

        return wanted.Select(pair => new Grant(pair.Key, pair.Value)).ToHashSet();
    }

    /// <summary>In an order that does not change from one time to the next.</summary>
    public static PermissionsRequest Request(IReadOnlySet<Grant> grants) => new()
    {
        AccessControlList = [.. grants.OrderBy(grant => grant.Principal.Kind).ThenBy(
            grant => grant.Principal.Name, StringComparer.Ordinal).Select(grant => new AccessControlRequest
        {
            UserName = grant.Principal.Kind == PrincipalKind.User ? grant.Principal.Name : null,
            GroupName = grant.Principal.Kind == PrincipalKind.Group ? grant.Principal.Name : null,
            ServicePrincipalName = grant.Principal.Kind == PrincipalKind.ServicePrincipal ? grant.Principal.Name : null,
            PermissionLevel = grant.Level,
        })],
    };
}
