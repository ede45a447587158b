using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.UnitTests.Managed;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Scale;

/// <summary>Whose a marker is, among many resources. A workspace that was restored or copied shows each of them one.</summary>
public sealed class FleetOwnershipTests
{
    private const int Resources = 2_000;

    /// <summary>Far less than it takes to make the marker of each resource.</summary>
    private const int Bytes = 20_000;

    [Fact]
    public async Task ForeignMark_AmongManyResources_LooksAtTheNamedOneOnly()
    {
        using var pass = PassHarness.Start();
        await pass.ReconcileAsync();
        foreach (var number in Enumerable.Range(0, Resources))
        {
            pass.ApplyOther(Other($"other-{number}"));
        }

        var own = new Pass<DatabricksCluster>(pass.Cluster, PassHarness.Marker);
        Assert.Contains("team/other-7 ", pass.Owners.ForeignMark(own, Marked("other-7")), StringComparison.Ordinal);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var message = pass.Owners.ForeignMark(own, Marked("other-1999"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Bytes);
        Assert.Contains("team/other-1999 ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForeignMark_OfAResourceThatCameOrWentSince_FollowsTheChange()
    {
        using var pass = PassHarness.Start();
        await pass.ReconcileAsync();
        var own = new Pass<DatabricksCluster>(pass.Cluster, PassHarness.Marker);
        Assert.Contains("another resource", pass.Owners.ForeignMark(own, Marked("late")), StringComparison.Ordinal);

        pass.ApplyOther(Other("late"));
        Assert.Contains("team/late ", pass.Owners.ForeignMark(own, Marked("late")), StringComparison.Ordinal);

        pass.Store.Remove(Other("late").Metadata);
        Assert.Contains("another resource", pass.Owners.ForeignMark(own, Marked("late")), StringComparison.Ordinal);
    }

    private static FakeObject Marked(string name) =>
        new("theirs", OwnerMarker.Of("prod", DatabricksCluster.KindName, new ObjectKey("team", name)));

    private static DatabricksCluster Other(string name)
    {
        var other = Fixed(2);
        (other.Metadata.Name, other.Metadata.NamespaceProperty, other.Metadata.Uid) = (name, "team", $"uid-{name}");
        return other;
    }
}
