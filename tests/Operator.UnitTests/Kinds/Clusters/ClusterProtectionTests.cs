using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Kinds.Clusters;
using Operator.Managed;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>policies.disruption: Deny restarts no cluster that runs, and keeps nothing else waiting.</summary>
public sealed class ClusterProtectionTests
{
    private const string Newer = "16.4.x-scala2.12";

    [Theory]
    [InlineData(DisruptionPolicy.Deny, "RUNNING", PlanAction.None, false, true)]
    [InlineData(DisruptionPolicy.Deny, "RESIZING", PlanAction.None, false, true)]
    [InlineData(DisruptionPolicy.Deny, "TERMINATED", PlanAction.Edit, false, false)]
    [InlineData(DisruptionPolicy.Deny, "TERMINATING", PlanAction.Wait, false, false)]
    [InlineData(DisruptionPolicy.Deny, "PENDING", PlanAction.Wait, false, false)]
    [InlineData(DisruptionPolicy.Deny, "RESTARTING", PlanAction.Wait, false, false)]
    [InlineData(DisruptionPolicy.Allow, "RUNNING", PlanAction.Edit, true, false)]
    [InlineData(DisruptionPolicy.Allow, "RESIZING", PlanAction.Wait, false, false)]
    [InlineData(null, "RUNNING", PlanAction.Edit, true, false)]
    public void Decide_AChangeThatNeedsARestart_WaitsUnderDenyWhereTheClusterRuns(
        DisruptionPolicy? disruption, string state, PlanAction action, bool restarts, bool isWithheld)
    {
        var decision = Decide(Newly(spec => spec.Policies!.Disruption = disruption), Echo(Fixed(), state));

        Assert.Equal((action, restarts, isWithheld), (decision.Action, decision.Restarts, decision.Withheld is not null));
        Assert.Equal(["sparkVersion"], decision.Fields);
    }

    [Theory]
    [InlineData("RUNNING", PlanAction.Resize)]
    [InlineData("RESIZING", PlanAction.Wait)]
    public void Decide_AnotherSizeUnderDeny_IsSentAsEver(string state, PlanAction action)
    {
        var decision = Decide(Protected(spec => spec.NumWorkers = 4), Echo(Fixed(), state));

        Assert.Equal((action, null, null), (decision.Action, decision.Withheld, decision.Later));
    }

    [Fact]
    public void Decide_ASizeBesideASettingUnderDeny_ResizesAndWithholdsTheSetting()
    {
        var cluster = Newly(spec => spec.NumWorkers = 4);

        var resize = Decide(cluster, Echo(Fixed()));
        var after = Decide(cluster, Echo(Fixed(4)));

        Assert.Equal((PlanAction.Resize, false, "Resized: numWorkers"), (resize.Action, resize.Restarts, resize.Message));
        Assert.All([resize, after], decision => Assert.Equal(["sparkVersion"], decision.Withheld!.Fields));
        Assert.Equal(["numWorkers", "sparkVersion"], resize.Fields.Order());
        Assert.True(after.IsNothing);
    }

    [Fact]
    public void Decide_WhileASettingWaits_GoesOnWithTheOtherParts()
    {
        var cluster = Newly(spec => (spec.Pinned, spec.Libraries) = (true, [new LibrarySpec { Whl = "/a.whl" }]));
        var running = new ObservedCluster(Echo(Fixed())) { IsPinned = false, Libraries = [] };

        Assert.Equal(LibraryDiff.Field, Clusters.Decide(cluster, running).Part);
        cluster.Spec.Libraries = null;
        Assert.Equal(ClusterPin.Field, Clusters.Decide(cluster, running).Part);
        Assert.True(Clusters.Decide(cluster, running with { IsPinned = true }).IsNothing);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(0, false)]
    [InlineData(45, true)]
    public void Decide_WhileASettingWaits_SaysWhetherTheWaitEndsByItself(int? idleMinutes, bool endsByItself)
    {
        var decision = Decide(Newly(), Echo(Fixed()) with { AutoterminationMinutes = idleMinutes });

        Assert.Equal(endsByItself, decision.Withheld!.EndsByItself);
        Assert.Equal(endsByItself, decision.Later!.Contains("after 45 idle minutes", StringComparison.Ordinal));
        Assert.All(
            ["sparkVersion", "terminate it", "restartRequestTime", "disruption: Allow"],
            part => Assert.Contains(part, decision.Later, StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_ARestartThatIsAskedFor_CarriesTheChangeAlongOnce()
    {
        var cluster = Newly(spec => spec.RestartRequestTime = "2026-03-09T12:00:00Z");

        var asked = Decide(cluster, Echo(Fixed()));
        cluster.Status.LastHandledRestartTime = cluster.Spec.RestartRequestTime;
        var handled = Decide(cluster, Echo(Fixed()));

        Assert.Equal((PlanAction.Edit, true, null), (asked.Action, asked.Restarts, asked.Withheld));
        Assert.Equal((PlanAction.None, PowerChange.None), (handled.Action, handled.Power));
        Assert.NotNull(handled.Withheld);
    }

    [Fact]
    public void Decide_ARestartThatIsAskedForWithoutAChange_IsMadeUnderDeny() => Assert.Equal(
        PowerChange.Restart, Decide(Protected(spec => spec.RestartRequestTime = "2026-03-09T12:00:00Z"), Echo(Fixed())).Power);

    [Fact]
    public void Decide_ToBeTerminatedUnderDeny_TerminatesTheClusterAsThePersonAsked() => Assert.Equal(
        PowerChange.Terminate, Decide(Newly(spec => spec.DesiredState = ClusterDesiredState.Terminated), Echo(Fixed())).Power);

    [Fact]
    public void Decide_ADifferenceInARow_IsLookedIntoBeforeAnythingIsSaidOfIt() =>
        Assert.False(Clusters.Decide(Newly(), new ObservedCluster(Echo(Fixed())) { IsRow = true }).IsNothing);

    [Fact]
    public void Decide_WhereTheClusterIsOnlyObserved_SaysNothingOfAWait() =>
        Assert.Null(Decide(Newly(spec => spec.Policies!.Management = ManagementPolicy.Observe), Echo(Fixed())).Withheld);

    [Fact]
    public void Of_AnEditThatWaitsBesideAResize_IsNeitherAppliedNorDrift()
    {
        var cluster = Settled();
        (cluster.Spec.NumWorkers, cluster.Spec.SparkVersion, cluster.Metadata.Generation) = (4, Newer, 2);

        new PartRecords(cluster.Status, 2).RecordUpdate(Look(cluster, Echo(Fixed())).Acting);
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
        new PartRecords(cluster.Status, 1).RecordUpdate(both.Acting);
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
            new PartRecords(cluster.Status, 1).RecordApplied(decision);
        }

        Assert.Contains("sparkConf[\"former\"]", cluster.Status.AppliedFields!);
        Assert.DoesNotContain("customTags[\"team\"]", cluster.Status.AppliedFields!);
        Assert.Contains("sparkVersion", cluster.Status.AppliedFields!);
        Assert.Contains("sparkConf[\"former\"]", Decide(cluster, Echo(before, "TERMINATED")).Fields);
    }

    private static void Deny(DatabricksClusterSpec spec) => spec.Policies = new ClusterPolicies { Disruption = DisruptionPolicy.Deny };

    private static DatabricksCluster Protected(Action<DatabricksClusterSpec>? change = null) => Fixed(2, spec =>
    {
        Deny(spec);
        change?.Invoke(spec);
    });

    /// <summary>Protected, and asking for another runtime than <see cref="Fixed"/>.</summary>
    private static DatabricksCluster Newly(Action<DatabricksClusterSpec>? change = null) => Protected(spec =>
    {
        spec.SparkVersion = Newer;
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
        records.RecordObserved(choice);
        return choice;
    }
}
