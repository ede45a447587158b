using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Kinds.Compute;
using Operator.Managed;
using Operator.Settings;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>What waits for a restart under policies.disruption: Deny is neither applied nor drift.</summary>
public sealed class WithheldSettingTests
{
    private const string Newer = "16.4.x-scala2.12";

    [Fact]
    public void Of_AnEditThatWaitsBesideAResize_IsNeitherAppliedNorDrift()
    {
        var cluster = Settled();
        (cluster.Spec.NumWorkers, cluster.Spec.SparkVersion, cluster.Metadata.Generation) = (4, Newer, 2);

        new PartRecords(cluster.Status, 2).Carried(Look(cluster, Echo(Fixed())).Acting);
        var after = Look(cluster, Echo(Fixed(4)));

        Assert.Empty(after.Drift);
        Assert.False(after.IsDrift);
        Assert.Equal(["sparkVersion"], after.Next.Withheld!.Fields);
        var terminated = Look(cluster, Echo(Fixed(4), "TERMINATED"));
        Assert.Equal((PlanAction.Edit, false), (terminated.Next.Action, terminated.IsDrift));
    }

    [Fact]
    public void Of_DriftThatWaitsBesideAResize_StaysDrift()
    {
        var cluster = Settled();

        var both = Look(cluster, Edited(cluster, settings => (settings["num_workers"], settings["spark_version"]) = (9, Newer)));
        new PartRecords(cluster.Status, 1).Carried(both.Acting);
        var after = Look(cluster, Edited(cluster, settings => settings["spark_version"] = Newer));

        Assert.Equal((PlanAction.Resize, true), (both.Next.Action, both.IsDrift));
        Assert.Equal(["sparkVersion"], after.Drift);
        Assert.Equal(["sparkVersion"], after.Next.Withheld!.Fields);
        Assert.True(Look(cluster, Edited(cluster, settings => settings["spark_version"] = Newer, "TERMINATED")).IsDrift);
    }

    [Fact]
    public void Of_DriftThatIsOnlyReportedUnderDeny_IsReportedAndDoesNotWait()
    {
        var cluster = Settled();

        var choice = Look(cluster, Edited(cluster, settings => settings["spark_version"] = Newer), onlyReports: true);

        Assert.Equal(["sparkVersion"], choice.Reported);
        Assert.Null(choice.Next.Withheld);
    }

    [Fact]
    public void Of_AnEditThatWaitsUnderAnOlderOperatorsStatus_IsNoDriftAtTheNextLook()
    {
        var cluster = Settled();
        cluster.Status.Sync = null;
        (cluster.Spec.SparkVersion, cluster.Metadata.Generation) = (Newer, 2);

        Look(cluster, Echo(Fixed()));
        cluster.Status.ObservedGeneration = 2;

        Assert.Empty(Look(cluster, Echo(Fixed())).Drift);
    }

    [Fact]
    public void Applied_WhileASettingTakenOutWaits_IsNotForgotten()
    {
        var before = Fixed(2, spec => spec.SparkConf = new Dictionary<string, string> { ["former"] = "1" }).Applied();
        var cluster = Protected(spec => spec.CustomTags = new Dictionary<string, string> { ["team"] = "a" });
        (cluster.Status.AppliedFields, cluster.Status.Sync) = (before.Status.AppliedFields, []);

        for (var pass = 0; pass < 3; pass++)
        {
            var decision = Decide(cluster, Echo(before));
            Assert.Equal(["customTags[\"team\"]", "sparkConf[\"former\"]"], decision.Withheld!.Fields.Order());
            new PartRecords(cluster.Status, 1).Applied(SettingsTree.Leaves(Wire(cluster), ClusterFieldRules.All), decision.Withheld);
        }

        Assert.Contains("sparkConf[\"former\"]", cluster.Status.AppliedFields!);
        Assert.DoesNotContain("customTags[\"team\"]", cluster.Status.AppliedFields!);
        Assert.Contains("sparkVersion", cluster.Status.AppliedFields!);
        Assert.Contains("sparkConf[\"former\"]", Decide(cluster, Echo(before, "TERMINATED")).Fields);
    }

    private static DatabricksCluster Protected(Action<DatabricksClusterSpec>? change = null) => Fixed(2, spec =>
    {
        spec.Policies = new ClusterPolicies { Disruption = DisruptionPolicy.Deny };
        change?.Invoke(spec);
    });

    /// <summary>Protected, and found equal to its spec.</summary>
    private static DatabricksCluster Settled()
    {
        var cluster = Protected().Applied();
        cluster.Status.ObservedGeneration = 1;
        Look(cluster, Echo(cluster));
        return cluster;
    }

    private static PartChoice Look(DatabricksCluster cluster, ClusterDetails observed, bool onlyReports = false)
    {
        var records = new PartRecords(cluster.Status, cluster.Metadata.Generation ?? 0);
        var choice = PartChoice.Of(Decide(cluster, observed), records, isAdoption: false, onlyReports);
        records.Looked(choice);
        return choice;
    }
}
