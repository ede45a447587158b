using System.Text.Json;
using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Permissions;
using Operator.Workspaces;
using PermissionsJson = Operator.Databricks.Permissions.PermissionsJson;

namespace Operator.UnitTests.Permissions;

/// <summary>behavior §4.5: which grants are whose business.</summary>
public sealed class PermissionDiffTests
{
    private static readonly Principal Me = new(PrincipalKind.User, "operator@example.com");

    [Fact]
    public void Direct_AnAnswer_LeavesOutWhatIsInheritedAndTheAdministrators()
    {
        var grants = ObservedPermissions.Direct(JsonSerializer.Deserialize(
            """
            {"access_control_list": [
              {"user_name": "ada@example.com", "all_permissions": [
                {"permission_level": "CAN_RESTART", "inherited": false},
                {"permission_level": "CAN_MANAGE", "inherited": true, "inherited_from_object": ["/clusters/"]}]},
              {"group_name": "admins", "all_permissions": [{"permission_level": "CAN_MANAGE", "inherited": true}]},
              {"group_name": "readers", "all_permissions": [{"permission_level": "CAN_ATTACH_TO"}]},
              {"display_name": "nobody", "all_permissions": [{"permission_level": "CAN_MANAGE"}]},
              {"service_principal_name": "7c1f"}]}
            """,
            PermissionsJson.Default.ObjectPermissions)!);

        Assert.Equal(["Group readers CAN_ATTACH_TO", "User ada@example.com CAN_RESTART"], Words(grants));
    }

    [Theory]
    [InlineData("", "User operator@example.com CAN_MANAGE")]
    [InlineData("user ada@example.com CAN_RESTART", "User ada@example.com CAN_RESTART,User operator@example.com CAN_MANAGE")]
    [InlineData("user ada CAN_RESTART,user ADA CAN_ATTACH_TO", "User ada CAN_ATTACH_TO,User operator@example.com CAN_MANAGE")]
    [InlineData("group admins CAN_MANAGE", "User operator@example.com CAN_MANAGE")]
    [InlineData("user Operator@Example.com CAN_ATTACH_TO", "User Operator@Example.com CAN_MANAGE")]
    [InlineData("user operator@example.com CAN_MANAGE,sp 7c1f CAN_RESTART", "ServicePrincipal 7c1f CAN_RESTART,User operator@example.com CAN_MANAGE")]
    public void Wanted_OfACluster_IsTheListAndWhatTheOperatorNeeds(string entries, string expected) =>
        Assert.Equal(expected.Split(','), Words(PermissionDiff.Wanted(Entries(entries), Seen(), PermissionKind.Clusters)));

    [Theory]
    // The present owner stays: the job runs as that user.
    [InlineData("", "user ada IS_OWNER", "User ada IS_OWNER,User operator@example.com CAN_MANAGE")]
    [InlineData("user bob CAN_VIEW", "user operator@example.com IS_OWNER", "User bob CAN_VIEW,User operator@example.com IS_OWNER")]
    // The list gives the present owner less, so somebody else has to be it.
    [InlineData("user ada CAN_VIEW", "user ada IS_OWNER", "User ada CAN_VIEW,User operator@example.com IS_OWNER")]
    [InlineData("", "", "User operator@example.com IS_OWNER")]
    [InlineData("sp 7c1f IS_OWNER", "user operator@example.com IS_OWNER", "ServicePrincipal 7c1f IS_OWNER,User operator@example.com CAN_MANAGE")]
    [InlineData("user operator@example.com CAN_VIEW", "user operator@example.com IS_OWNER", "User operator@example.com IS_OWNER")]
    public void Wanted_OfAJob_HasExactlyOneOwner(string entries, string present, string expected)
    {
        var wanted = PermissionDiff.Wanted(Entries(entries), Seen(present), PermissionKind.Jobs);

        Assert.Equal(expected.Split(','), Words(wanted));
        Assert.Single(wanted, grant => grant.Level == PermissionKind.Owner);
    }

    [Theory]
    [InlineData("user ada CAN_RESTART", "user ADA CAN_RESTART,user operator@example.com CAN_MANAGE", false)]
    [InlineData("user ada CAN_RESTART", "user operator@example.com CAN_MANAGE", true)]
    [InlineData("user ada CAN_RESTART", "user ada CAN_MANAGE,user operator@example.com CAN_MANAGE", true)]
    [InlineData("user ada CAN_RESTART", "user ada CAN_RESTART,user ada CAN_MANAGE,user operator@example.com CAN_MANAGE", true)]
    [InlineData("group a CAN_RESTART", "group A CAN_RESTART,user operator@example.com CAN_MANAGE", true)]
    [InlineData("", "user operator@example.com CAN_MANAGE", false)]
    [InlineData("", "user eve CAN_MANAGE,user operator@example.com CAN_MANAGE", true)]
    public void Decide_DirectGrants_AreSetOnlyWhereTheyDiffer(string entries, string present, bool differs)
    {
        var decision = Decide(Entries(entries), Seen(present));

        Assert.Equal(differs, !decision.IsNothing);
        Assert.Equal(differs ? ["accessControlList"] : [], decision.Fields);
    }

    [Fact]
    public void Decide_PermissionsThatAreNotManagedOrNotSeenOrIgnored_DoesNothing()
    {
        Assert.True(Decide(null, Seen("user eve CAN_MANAGE")).IsNothing);
        Assert.True(Decide([], null).IsNothing);
        Assert.True(Decide([], Seen("user eve CAN_MANAGE"), new ClusterPolicies { IgnoreDrift = ["accessControlList"] }).IsNothing);
    }

    [Fact]
    public void Decide_GrantsTheWorkspaceDoesNotGive_AreAskedForOnceAndThenReported()
    {
        var entries = Entries("group nobody-has-heard-of CAN_RESTART");
        var seen = Seen("user operator@example.com CAN_MANAGE");
        var refused = seen with { Refused = new RejectedGrants(PermissionDiff.Wanted(entries, seen, PermissionKind.Clusters), seen.Grants) };

        Assert.Equal("accessControlList", Decide(entries, seen).Part);
        Assert.True(Decide(entries, refused).IsNothing);
        Assert.Equal(["accessControlList"], Decide(entries, refused).Unchangeable);
        Assert.False(Decide(Entries("group another CAN_RESTART"), refused).IsNothing);
        Assert.False(Decide(entries, refused with { Grants = Seen("user eve CAN_MANAGE").Grants }).IsNothing);
    }

    [Theory]
    [InlineData("d0e5a4ee-0a3b-4a6e-9a0f-2a6a1f0b7c11", true)]
    [InlineData("operator@example.com", false)]
    public void OfUserName_AUuid_IsAServicePrincipal(string name, bool expected) =>
        Assert.Equal(expected, Principal.OfUserName(name).Kind == PrincipalKind.ServicePrincipal);

    [Fact]
    public void Request_OfGrants_NamesEachPrincipalByItsOwnField()
    {
        var request = PermissionDiff.Request(PermissionDiff.Wanted(Entries("sp 7c1f CAN_RESTART,group a CAN_ATTACH_TO"), Seen(), PermissionKind.Clusters));

        Assert.Equal(
            """{"access_control_list":[{"user_name":"operator@example.com","permission_level":"CAN_MANAGE"},"""
                + """{"group_name":"a","permission_level":"CAN_ATTACH_TO"},{"service_principal_name":"7c1f","permission_level":"CAN_RESTART"}]}""",
            JsonSerializer.Serialize(request, PermissionsJson.Default.PermissionsRequest));
    }

    [Theory]
    [InlineData("group admins CAN_RESTART", "admins")]
    [InlineData("group admins CAN_MANAGE", null)]
    [InlineData("user a IS_OWNER,user b IS_OWNER", "IS_OWNER")]
    [InlineData("group a IS_OWNER", "IS_OWNER")]
    [InlineData("user a IS_OWNER,group b CAN_VIEW", null)]
    public void Problems_OfAList_NameWhatDatabricksWouldRefuse(string entries, string? named)
    {
        var problems = PermissionSpecValidator.Problems(Entries(entries), PermissionKind.Jobs).ToList();

        Assert.Equal(named is null ? 0 : 1, problems.Count);
        Assert.All(problems, problem => Assert.Contains(named!, problem, StringComparison.Ordinal));
    }

    private static Change Decide(List<AccessControlEntry>? entries, ObservedPermissions? seen, ClusterPolicies? policies = null) =>
        PermissionDiff.Decide(Kinds.Clusters.Clusters.Fixed(2, spec => spec.Policies = policies), entries, seen, PermissionKind.Clusters);

    private static ObservedPermissions Seen(string grants = "") =>
        new(Entries(grants).Select(entry => new Grant(Principal.Of(entry)!.Value, entry.PermissionLevel)).ToHashSet(), Me);

    private static List<AccessControlEntry> Entries(
        string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(' ')).Select(part => new AccessControlEntry
    {
        UserName = part[0] == "user" ? part[1] : null,
        GroupName = part[0] == "group" ? part[1] : null,
        ServicePrincipalName = part[0] == "sp" ? part[1] : null,
        PermissionLevel = part[2],
    })];

    private static IEnumerable<string> Words(IEnumerable<Grant> grants) =>
        grants.Select(grant => $"{grant.Principal.Kind} {grant.Principal.Name} {grant.Level}").Order(StringComparer.Ordinal);
}
