using Databricks.Simulator.Clusters;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Clusters;
using Operator.Databricks.Errors;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>A cluster that is pinned is not deleted by the workspace thirty days after its end.</summary>
public sealed class ClusterPinTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pin_SetByTheSpec_IsKnownFromOneListForAllAndPutBackWhenItIsGone()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var cluster = Fixed(2, spec => spec.Pinned = true);
        var (id, other) = (fixture.Put(Fixed()), fixture.Put(Fixed()));

        Assert.Equal(["pinned"], await fixture.ConvergeAsync(cluster, id));
        Assert.Equal(["pinned"], await fixture.ConvergeAsync(Fixed(2, spec => spec.Pinned = true), other));
        Assert.Single(PinLists(fixture));

        await fixture.Client.Clusters.UnpinAsync(new ClusterReference(id), Cancellation);
        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["pinned"], await fixture.ConvergeAsync(cluster, id));
        cluster.Spec.Pinned = false;
        Assert.Equal(["pinned"], await fixture.ConvergeAsync(cluster, id));
        Assert.False(fixture.Workspace.Workspace.Clusters.IsPinned(id));
        Assert.Equal(2, PinLists(fixture).Count());
    }

    [Fact]
    public async Task Pin_OfAnAdoptedClusterThatIsPinned_CostsNoCall()
    {
        await using var fixture = await ClusterFixture.StartAsync();
        var id = fixture.Put(Fixed());
        await fixture.Client.Clusters.PinAsync(new ClusterReference(id), Cancellation);

        Assert.Empty(await fixture.ConvergeAsync(Fixed(2, spec => spec.Pinned = true), id));
    }

    [Fact]
    public async Task Pin_WhereVersion20ShowsNone_IsSetOnceAndRemembered()
    {
        await using var fixture = await ClusterFixture.StartAsync(versions: new ApiVersions { Clusters = "2.0" });
        var cluster = Fixed(2, spec => spec.Pinned = true);
        var id = fixture.Put(Fixed());

        Assert.Equal(["pinned"], await fixture.ConvergeAsync(cluster, id));
        fixture.Restart();
        fixture.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await fixture.ConvergeAsync(cluster, id));
        Assert.Empty(PinLists(fixture));
    }

    [Fact]
    public async Task Pin_BeyondTheLimitOfTheWorkspace_FailsInItsWords()
    {
        await using var fixture = await ClusterFixture.StartAsync(new ClusterOptions { PinnedLimit = 0 });
        var id = fixture.Put(Fixed());

        var exception = await Assert.ThrowsAsync<DatabricksException>(() => fixture.PassAsync(Fixed(2, spec => spec.Pinned = true), id));

        Assert.Contains("maximum of 0 pinned clusters", exception.Error.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> PinLists(ClusterFixture fixture) =>
        fixture.Workspace.Workspace.Journal.Of("clusters/list").Select(call => $"{call.Query}").Where(query => query.Contains("is_pinned", StringComparison.Ordinal));

    private static DatabricksCluster WithGrants(string user) =>
        Fixed(2, spec => spec.AccessControlList = [new AccessControlEntry { UserName = user, PermissionLevel = "CAN_RESTART" }]);
}
