using Databricks.Simulator.Clusters;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>A cluster that is pinned is not deleted by the workspace thirty days after its end.</summary>
public sealed class ClusterPinTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pin_SetByTheSpec_IsKnownFromOneListForAllAndPutBackWhenItIsGone()
    {
        await using var cluster = await ClusterHarness.SettledAsync(spec => spec.Pinned = true);
        cluster.Apply(one => one.Spec.Pinned = true, "other");
        await cluster.SettleAsync(name: "other");
        Assert.Equal(2, cluster.Calls("clusters/pin"));
        Assert.Single(PinLists(cluster));

        await cluster.Client.Clusters.UnpinAsync(new ClusterReference(cluster.Id), Cancellation);
        cluster.Workspace.Pass(TimeSpan.FromMinutes(10));
        await cluster.SettleAsync();
        Assert.Equal(3, cluster.Calls("clusters/pin"));
        cluster.Edit(spec => spec.Pinned = false);
        await cluster.SettleAsync();

        Assert.False(cluster.Remote.Clusters.IsPinned(cluster.Id));
        Assert.Equal(2, PinLists(cluster).Count());
    }

    [Fact]
    public async Task Pin_OfAnAdoptedClusterThatIsPinned_CostsNoCall()
    {
        await using var cluster = await ClusterHarness.StartAsync();
        await cluster.Client.Clusters.PinAsync(new ClusterReference(cluster.Theirs(isMarked: true)), Cancellation);
        cluster.Forget();
        cluster.Apply(one => one.Spec.Pinned = true);

        await cluster.SettleAsync();

        Assert.Empty(cluster.Workspace.Changes);
    }

    [Fact]
    public async Task Pin_WhereVersion20ShowsNone_IsSetOnceAndRemembered()
    {
        await using var cluster = await ClusterHarness.SettledAsync(spec => spec.Pinned = true, versions: new ApiVersions { Clusters = "2.0" });
        Assert.Equal(1, cluster.Calls("clusters/pin"));

        cluster.Restart();
        await cluster.PassAfterAsync(TimeSpan.FromHours(1));

        Assert.Equal(1, cluster.Calls("clusters/pin"));
        Assert.Empty(PinLists(cluster));
    }

    [Fact]
    public async Task Pin_BeyondTheLimitOfTheWorkspace_FailsInItsWords()
    {
        await using var cluster = await ClusterHarness.StartAsync(new ClusterOptions { PinnedLimit = 0 });
        cluster.Apply(one => one.Spec.Pinned = true);

        await cluster.SettleAsync(() => cluster.Calls("clusters/pin") == 1);

        Assert.Contains("maximum of 0 pinned clusters", cluster.Message(ConditionTypes.Synced), StringComparison.Ordinal);
    }

    private static IEnumerable<string> PinLists(ClusterHarness cluster) =>
        cluster.Remote.Journal.Of("clusters/list").Select(call => call.Query).Where(query => query.Contains("is_pinned", StringComparison.Ordinal));
}
