using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Managed;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>The settings, libraries, permissions, pin and power state of a cluster are judged one by one.</summary>
public sealed class ClusterPartChoiceTests
{
    [Fact]
    public void Of_ASettingThatIsNotKept_DoesNotKeepTheClusterFromBeingStarted()
    {
        var cluster = WithNewerField(spec => spec.DesiredState = ClusterDesiredState.Running);
        List<string> acts = [];
        for (var pass = 0; pass < 6; pass++)
        {
            var choice = Look(cluster, Decide(cluster, Echo(Fixed(2), "TERMINATED")));
            acts.Add($"{choice.Next.Action}/{choice.Next.Power}");
            new PartRecords(cluster.Status, 1).RecordUpdate(choice.Acting);
        }

        Assert.Equal(["Edit/None", "Edit/None", "Edit/None", "None/Start", "None/Start", "None/Start"], acts);
    }

    [Fact]
    public void Of_ASettingThatIsNotKept_IsTriedOnceOnARunningClusterWhateverElseIsEdited()
    {
        var cluster = WithNewerField();
        new PartRecords(cluster.Status, 1).RecordUpdate(Look(cluster, Decide(cluster, Echo(Fixed(2)))).Acting);

        cluster.Spec.NumWorkers = 4;
        cluster.Metadata.Generation = 2;
        var resized = Look(cluster, Decide(cluster, Echo(Fixed(2))));
        Assert.Equal((PlanAction.Resize, false), (resized.Next.Action, resized.Next.Restarts));
        new PartRecords(cluster.Status, 2).RecordUpdate(resized.Acting);

        var after = Look(cluster, Decide(cluster, Echo(Fixed(4))));
        Assert.True(after.Next.IsNothing);
        Assert.Equal(["newerField"], after.Next.Refused);
    }

    [Fact]
    public void Of_DriftThatIsOnlyReported_DoesNotKeepTheClusterFromBeingStarted()
    {
        var cluster = Fixed(2, spec => spec.DesiredState = ClusterDesiredState.Running);
        Look(cluster, Decide(cluster, Echo(cluster)));

        var choice = Look(
            cluster, Decide(cluster, Edited(cluster, settings => settings["spark_version"] = "16.4.x-scala2.12", "TERMINATED")), onlyReports: true);

        Assert.Equal(PowerChange.Start, choice.Next.Power);
        Assert.Equal(["sparkVersion"], choice.Reported);
    }

    [Fact]
    public void Of_ARestartThatIsAskedForBesideReportedDrift_OnlyRestarts()
    {
        var cluster = Fixed();
        Look(cluster, Decide(cluster, Echo(cluster)));
        cluster.Spec.RestartRequestTime = "again";
        cluster.Metadata.Generation = 2;

        var choice = Look(cluster, Decide(cluster, Edited(cluster, settings => settings["spark_version"] = "16.4.x-scala2.12")), onlyReports: true);

        Assert.Equal((PlanAction.None, PowerChange.Restart), (choice.Next.Action, choice.Next.Power));
    }

    [Fact]
    public void Of_AnEditOfWhatCannotChange_StaysSaidWhateverElseIsJudged()
    {
        var cluster = Fixed(2, spec => spec.AwsAttributes = new AwsAttributesSpec { FirstOnDemand = 2 });
        var observed = Edited(cluster, settings => settings["aws_attributes"]!["first_on_demand"] = 1);

        var choice = Look(cluster, Decide(cluster, observed));

        Assert.True(choice.Next.IsNothing);
        Assert.Equal(["awsAttributes.firstOnDemand"], choice.Next.Unchangeable);
    }

    [Fact]
    public void EditBody_BesideReportedDrift_LeavesTheDriftAsItIs()
    {
        var cluster = Fixed();
        var observed = Edited(cluster, settings => settings["spark_version"] = "16.4.x-scala2.12");

        var body = Clusters.Compare(cluster, observed).EditBody(["sparkVersion"]);

        Assert.Equal("16.4.x-scala2.12", (string)body["spark_version"]!);
    }

    [Fact]
    public void DesiredSettings_OfAnUnchangedSpec_IsTheSameInEveryVersion()
    {
        // Raise ComparisonRules.Version when this changes: an upgrade of the operator must not look like an edit of every cluster.
        Assert.Equal("a0fe457b28b1d638", Desired(Fixed()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DesiredSettings_AfterAnEditOfWhatIsNoSetting_IsTheSame(bool isSetting)
    {
        var edited = Fixed(2, spec =>
        {
            spec.Policies = new ClusterPolicies { Drift = DriftPolicy.Report, IgnoreDrift = ["sparkConf"] };
            (spec.Suspend, spec.RestartRequestTime, spec.DesiredState, spec.Pinned) = (true, "again", ClusterDesiredState.Running, true);
            spec.SparkVersion = isSetting ? "16.4.x-scala2.12" : spec.SparkVersion;
        });

        Assert.Equal(!isSetting, Desired(Fixed()) == Desired(edited));
    }

    private static string? Desired(DatabricksCluster cluster) => Clusters.Compare(cluster, Echo(cluster)).Desired;

    private static DatabricksCluster WithNewerField(Action<DatabricksClusterSpec>? change = null)
    {
        var cluster = Fixed(2, spec =>
        {
            spec.ExtraSettings = new JsonObject { ["newer_field"] = 1 };
            change?.Invoke(spec);
        });
        cluster.Status.ObservedGeneration = 1;
        PartRecords.Begin(cluster.Status, null);
        return cluster;
    }

    private static PartChoice Look(DatabricksCluster cluster, Change decided, bool onlyReports = false)
    {
        var records = new PartRecords(cluster.Status, cluster.Metadata.Generation ?? 0);
        var choice = PartChoice.Of(decided, records, isAdoption: false, onlyReports);
        records.RecordObserved(choice);
        return choice;
    }
}
