using Operator.Api.V1Alpha1;
using Operator.Databricks.Permissions;
using Operator.Permissions;

namespace Operator.UnitTests.Kinds.Clusters;

public sealed class ClusterPermissionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Permissions_OfAQuietCluster_AreLookedAtOnceAnInterval()
    {
        await using var cluster = await GrantingAsync();
        var reads = cluster.Calls("permissions/get");

        await cluster.PassAsync();
        var quiet = await cluster.PassAfterAsync(TimeSpan.FromMinutes(8));
        Assert.Equal(reads, cluster.Calls("permissions/get"));
        Assert.InRange(quiet.RequeueAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

        await cluster.PassAfterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(reads + 1, cluster.Calls("permissions/get"));
    }

    [Fact]
    public async Task Permissions_ChangedBySomebody_ArePutRightAtTheNextLookAndOthersInheritedStay()
    {
        await using var cluster = await GrantingAsync();
        var everybody = new PermissionsRequest { AccessControlList = [new() { GroupName = "everybody", PermissionLevel = "CAN_MANAGE" }] };
        await cluster.Client.Permissions.PatchAsync("clusters", cluster.Id, everybody, Cancellation);
        cluster.Forget();

        await cluster.PassAfterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["permissions/set"], cluster.Workspace.Changes);
        Assert.Contains(
            cluster.Events, text => text.StartsWith("Warning DriftDetected: Changed in the workspace: accessControlList", StringComparison.Ordinal));
        var grants = ObservedPermissions.Direct(await cluster.Client.Permissions.GetAsync("clusters", cluster.Id, Cancellation));
        Assert.Equal(
            ["ada@example.com CAN_RESTART", "operator@example.com CAN_MANAGE"], grants.Select(grant => $"{grant.Principal.Name} {grant.Level}").Order());
    }

    [Fact]
    public async Task Permissions_OfAChangedSpec_AreLookedAtAndSetAtOnce()
    {
        await using var cluster = await GrantingAsync();

        cluster.Edit(spec => spec.AccessControlList = []);
        await cluster.PassAsync();
        Assert.Equal(["permissions/set"], cluster.Workspace.Changes);
        await cluster.SettleAsync();
        cluster.Edit(spec => spec.AccessControlList = null);
        await cluster.SettleAsync();

        Assert.Equal(["permissions/set"], cluster.Workspace.Changes);
    }

    private static Task<ClusterHarness> GrantingAsync() => ClusterHarness.SettledAsync(
        spec => spec.AccessControlList = [new AccessControlEntry { UserName = "ada@example.com", PermissionLevel = "CAN_RESTART" }]);
}
