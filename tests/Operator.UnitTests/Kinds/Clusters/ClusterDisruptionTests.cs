using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>Passes over clusters that no edit may restart.</summary>
public sealed class ClusterDisruptionTests
{
    private const string Newer = "16.4.x-scala2.12";

    [Fact]
    public async Task Pass_UnderDeny_EditsNothingThatRunsAndEverythingOnceItHasTerminated()
    {
        await using var cluster = await ClusterHarness.SettledAsync(Deny);
        cluster.Edit(spec => (spec.SparkVersion, spec.NumWorkers, spec.Pinned, spec.Libraries) = (Newer, 4, true, [new LibrarySpec { Whl = "/a.whl" }]));

        await cluster.SettleAsync();
        await cluster.PassAfterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["clusters/resize", "libraries/install", "clusters/pin"], cluster.Workspace.Changes);

        cluster.Forget();
        cluster.Terminate();
        await cluster.SettleAsync();
        Assert.Equal(["clusters/edit"], cluster.Workspace.Changes);
        Assert.Equal(Newer, (string)cluster.Remote.Clusters.Find(cluster.Id)!["spark_version"]!);
    }

    [Fact]
    public async Task Pass_UnderDenyWithARestartAskedFor_RestartsOnceByTheEdit()
    {
        await using var cluster = await ClusterHarness.SettledAsync(spec =>
        {
            Deny(spec);
            spec.RestartRequestTime = "2027-01-01T00:00:00Z";
        });
        cluster.Edit(spec => (spec.SparkVersion, spec.RestartRequestTime) = (Newer, "2027-01-02T00:00:00Z"));

        await cluster.SettleAsync();

        Assert.Equal(["clusters/edit"], cluster.Workspace.Changes);
    }

    private static void Deny(DatabricksClusterSpec spec) => spec.Policies = new ClusterPolicies { Disruption = DisruptionPolicy.Deny };
}
