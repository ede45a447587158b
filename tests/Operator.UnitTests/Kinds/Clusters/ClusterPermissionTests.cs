using Operator.Api.V1Alpha1;
using Operator.Databricks.Permissions;
using Operator.Permissions;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>Who may use a cluster, as its spec says and as people change it in the workspace.</summary>
public sealed class ClusterPermissionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Permissions_OfAQuietCluster_AreLookedAtOnceAnInterval()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var cluster = WithGrants("ada@example.com");
        var id = cluster.Status.ClusterId = fixture.Put(Fixed());
        Assert.Equal(["accessControlList"], await fixture.ConvergeAsync(cluster, id));
        var reads = fixture.Calls("permissions/get");

        await fixture.PassAsync(cluster, id);
        fixture.Time.Advance(TimeSpan.FromMinutes(8));
        await fixture.PassAsync(cluster, id);
        Assert.Equal(reads, fixture.Calls("permissions/get"));
        Assert.InRange(fixture.External.NextCheck(cluster, fixture.Client)!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

        fixture.Time.Advance(TimeSpan.FromMinutes(2));
        await fixture.PassAsync(cluster, id);
        Assert.Equal(reads + 1, fixture.Calls("permissions/get"));
    }

    [Fact]
    public async Task Permissions_ChangedBySomebody_ArePutRightAtTheNextLookAndOthersInheritedStay()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var cluster = WithGrants("ada@example.com");
        var id = fixture.Put(Fixed());
        await fixture.ConvergeAsync(cluster, id);
        await fixture.Client.Permissions.PatchAsync(
            "clusters", id, new PermissionsRequest { AccessControlList = [new() { GroupName = "everybody", PermissionLevel = "CAN_MANAGE" }] }, Cancellation);

        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        var decision = await fixture.PassAsync(cluster, id);

        Assert.Equal(["accessControlList"], decision.Fields);
        var grants = SeenPermissions.Direct(await fixture.Client.Permissions.GetAsync("clusters", id, Cancellation));
        Assert.Equal(["ada@example.com CAN_RESTART", "operator@example.com CAN_MANAGE"], grants.Select(grant => $"{grant.Principal.Name} {grant.Level}").Order());
    }

    [Fact]
    public async Task Permissions_OfAChangedSpec_AreLookedAtAndSetAtOnce()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var cluster = WithGrants("ada@example.com");
        var id = fixture.Put(Fixed());
        await fixture.ConvergeAsync(cluster, id);

        cluster.Spec.AccessControlList = [];
        Assert.Equal(["accessControlList"], await fixture.ConvergeAsync(cluster, id));
        cluster.Spec.AccessControlList = null;
        Assert.Empty(await fixture.ConvergeAsync(cluster, id));

        Assert.Equal(2, fixture.Calls("permissions/set"));
    }

    private static DatabricksCluster WithGrants(string user) =>
        Fixed(2, spec => spec.AccessControlList = [new AccessControlEntry { UserName = user, PermissionLevel = "CAN_RESTART" }]);
}
