using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Clusters;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

/// <summary>behavior §11.1: what is done about which difference in which state.</summary>
public sealed class ClusterDecisionTests
{
    public static TheoryData<string> States =>
        ["PENDING", "RUNNING", "RESTARTING", "RESIZING", "TERMINATING", "TERMINATED", "ERROR", "UNKNOWN", "STATE_OF_TOMORROW"];

    [Theory]
    [MemberData(nameof(States))]
    public void Decide_NoDifference_DoesNothingInAnyState(string state) => Assert.True(Decide(Fixed(), Echo(Fixed(), state)).IsNothing);

    [Theory]
    [InlineData("RUNNING", PlanAction.Edit, true)]
    [InlineData("TERMINATED", PlanAction.Edit, false)]
    [InlineData("PENDING", PlanAction.Wait, false)]
    [InlineData("RESTARTING", PlanAction.Wait, false)]
    [InlineData("RESIZING", PlanAction.Wait, false)]
    [InlineData("TERMINATING", PlanAction.Wait, false)]
    public void Decide_AnythingElseDiffers_EditsAndRestartsOnlyWhatRuns(string state, PlanAction action, bool restarts)
    {
        var decision = Decide(Fixed(4, spec => spec.SparkVersion = "16.4.x-scala2.12"), Echo(Fixed(2), state));

        Assert.Equal((action, restarts), (decision.Action, decision.Restarts));
        Assert.Equal(["numWorkers", "sparkVersion"], decision.Fields.Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decide_ASingleNodeAsTheServerExpandsIt_IsNoDifference(bool tellsRequested)
    {
        var cluster = Of(spec => spec.IsSingleNode = true).Applied();
        var expanded = Wire(cluster);
        expanded["num_workers"] = 0;
        expanded["spark_conf"] = new JsonObject { ["spark.databricks.cluster.profile"] = "singleNode", ["spark.master"] = "local[*]" };
        expanded["custom_tags"]!["ResourceClass"] = "SingleNode";

        Assert.True(Decide(cluster, Details(expanded, tellsRequested ? Wire(cluster) : null)).IsNothing);
    }

    [Theory]
    [InlineData("USER_ISOLATION")]
    [InlineData("SINGLE_USER")]
    [InlineData("DATA_SECURITY_MODE_AUTO")]
    public void Decide_TheAutomaticSecurityMode_IsMetByWhatItComesBackAs(string answer)
    {
        var cluster = Fixed(2, spec => spec.DataSecurityMode = "DATA_SECURITY_MODE_AUTO");
        var shown = Wire(cluster);
        shown["data_security_mode"] = answer;

        Assert.True(Decide(cluster, Details(shown, requested: Wire(cluster))).IsNothing);
        // A workspace that does not tell what it was asked for must not be restarted either.
        Assert.True(Decide(cluster, Details(shown, requested: null)).IsNothing);
    }

    [Theory]
    [InlineData("SINGLE_USER", "DATA_SECURITY_MODE_AUTO")]
    [InlineData("USER_ISOLATION", "DATA_SECURITY_MODE_AUTO")]
    [InlineData("DATA_SECURITY_MODE_AUTO", "SINGLE_USER")]
    [InlineData("DATA_SECURITY_MODE_AUTO", "NONE")]
    public void Decide_ASecurityModeInsteadOfTheAutomaticOneOrTheOtherWayRound_IsSent(string before, string after)
    {
        var cluster = Fixed(2, spec => spec.DataSecurityMode = after);

        Assert.Equal(["dataSecurityMode"], Decide(cluster, Echo(Fixed(2, spec => spec.DataSecurityMode = before))).Fields);
    }

    [Theory]
    [InlineData("DATA_SECURITY_MODE_DEDICATED", "SINGLE_USER")]
    [InlineData("SINGLE_USER", "DATA_SECURITY_MODE_DEDICATED")]
    [InlineData("DATA_SECURITY_MODE_STANDARD", "USER_ISOLATION")]
    [InlineData("USER_ISOLATION", "DATA_SECURITY_MODE_STANDARD")]
    public void Decide_TwoNamesOfOneSecurityMode_AreTheSame(string asked, string shown) => Assert.True(
        Decide(Fixed(2, spec => spec.DataSecurityMode = asked), Echo(Fixed(2, spec => spec.DataSecurityMode = shown))).IsNothing);

    [Theory]
    [InlineData("auto", "us-east-1a", "auto", true)]
    [InlineData("auto", "auto", "auto", true)]
    [InlineData("auto", "us-east-1a", "us-east-1a", false)]
    [InlineData("us-east-1b", "us-east-1a", "auto", false)]
    [InlineData("us-east-1a", "us-east-1a", "us-east-1a", true)]
    public void Decide_AZoneLeftToTheCloud_IsSentWhereTheClusterWasPinnedToOne(string zone, string shown, string asked, bool isNothing)
    {
        var cluster = Zoned(zone);

        Assert.Equal(isNothing, Decide(cluster, Details(Wire(Zoned(shown)), Wire(Zoned(asked)))).IsNothing);
    }

    [Fact]
    public void Decide_AZoneLeftToTheCloudInARow_IsLookedIntoBecauseARowDoesNotTellWhatWasAskedFor()
    {
        var row = Details(Wire(Zoned("us-east-1a")), requested: null);

        Assert.False(Clusters.Decide(Zoned("auto"), new ObservedCluster(row) { IsRow = true }).IsNothing);
        Assert.True(Clusters.Decide(Zoned("auto"), new ObservedCluster(row)).IsNothing);
    }

    [Theory]
    [InlineData("autotermination_minutes", "0")]
    [InlineData("enable_elastic_disk", "false")]
    [InlineData("enable_local_disk_encryption", "false")]
    [InlineData("aws_attributes.ebs_volume_count", "0")]
    [InlineData("gcp_attributes.local_ssd_count", "0")]
    [InlineData("gcp_attributes.use_preemptible_executors", "false")]
    [InlineData("gcp_attributes.first_on_demand", "0")]
    public void Decide_AZeroOrFalseThatNoAnswerShows_RestartsNothing(string path, string value)
    {
        var names = path.Split('.');
        JsonObject extra = new() { [names[^1]] = JsonNode.Parse(value) };
        var cluster = Fixed(2, spec => spec.ExtraSettings = names.Length == 1 ? extra : new JsonObject { [names[0]] = extra }).Applied();

        var decision = Decide(cluster, Edited(cluster, settings => settings.Remove(names[0])));

        Assert.True(decision.IsNothing, decision.Message);
        Assert.Empty(decision.Unchangeable);
    }

    [Fact]
    public void Edit_OfAClusterWithSettingsThatTheSpecHasNoFieldFor_KeepsThose()
    {
        var requested = Wire(Fixed(2, spec => spec.AwsAttributes = new AwsAttributesSpec { Availability = "SPOT" }));
        (requested["dependency_mode"], requested["worker_node_type_flexibility"]) = ("ENVIRONMENTS", JsonNode.Parse(
            """{"alternate_node_type_ids": ["m5.large"]}"""));
        requested["aws_attributes"]!["field_of_tomorrow"] = 1;
        var cluster = Fixed(
            2, spec => (spec.SparkVersion, spec.AwsAttributes) = ("16.4.x-scala2.12", new AwsAttributesSpec { Availability = "ON_DEMAND" })).Applied();
        var shown = requested.DeepClone().AsObject();
        shown["filled_by_the_server"] = true;

        var body = Clusters.Compare(cluster, Details(shown, requested)).EditBody([]);

        Assert.Equal("ENVIRONMENTS", (string)body["dependency_mode"]!);
        Assert.Equal("m5.large", (string)body["worker_node_type_flexibility"]!["alternate_node_type_ids"]![0]!);
        Assert.Equal((1, "ON_DEMAND"), ((int)body["aws_attributes"]!["field_of_tomorrow"]!, (string)body["aws_attributes"]!["availability"]!));
        Assert.False(body.ContainsKey("filled_by_the_server"));
    }

    [Fact]
    public void Edit_AfterAnExtraSettingWasTakenOut_DoesNotKeepIt()
    {
        var before = Fixed(2, spec => spec.ExtraSettings = new JsonObject { ["remote_disk_throughput"] = 500 }).Applied();
        var cluster = Fixed();
        cluster.Status.AppliedFields = before.Status.AppliedFields;

        Assert.Equal(["remoteDiskThroughput"], Decide(cluster, Echo(before)).Fields);
        Assert.False(Clusters.Compare(cluster, Echo(before)).EditBody([]).ContainsKey("remote_disk_throughput"));
    }

    [Fact]
    public void Decide_FieldsThisVersionDoesNotKnow_RestartNothing()
    {
        var cluster = Fixed(2, spec => spec.AwsAttributes = new AwsAttributesSpec { Availability = "SPOT" }).Applied();
        var observed = Edited(cluster, settings =>
        {
            settings["field_of_tomorrow"] = new JsonObject { ["x"] = 1 };
            settings["aws_attributes"]!["another"] = true;
        });

        Assert.True(Decide(cluster, observed).IsNothing);
    }

    [Fact]
    public void Decide_ATagSomebodyAdded_IsTakenOff() =>
        Assert.Equal(["customTags[\"cost.center\"]"], Decide(Fixed(), Edited(Fixed(), settings => settings["custom_tags"]!["cost.center"] = "1")).Fields);

    [Fact]
    public void Decide_OnlyObservedByAnIncompleteSpec_TellsOfWhatItSaysAndNothingElse()
    {
        var policies = new ClusterPolicies { Management = ManagementPolicy.Observe };

        Assert.True(Decide(Of(spec => (spec.SparkVersion, spec.Policies) = (null, policies)), Echo(Fixed(5))).IsNothing);
        Assert.True(Decide(Of(spec => (spec.SparkVersion, spec.Policies) = (null, policies)), Echo(Scaled(1, 8))).IsNothing);
        Assert.Equal(["numWorkers"], Decide(Fixed(2, spec => (spec.SparkVersion, spec.Policies) = (null, policies)), Echo(Fixed(5))).Fields);
        Assert.False(Decide(Fixed(2, spec => spec.Policies = policies), Echo(Scaled(1, 8))).IsNothing);
        Assert.Equal(["sparkVersion"], Decide(Fixed(2, spec => (spec.SparkVersion, spec.Policies) = ("17.3.x-scala2.13", policies)), Echo(Fixed(2))).Fields);
    }

    [Fact]
    public void Decide_OnlyTheMarkerIsMissing_RestartsNothing() =>
        Assert.True(Decide(Fixed(), Edited(Fixed(), settings => settings.Remove("custom_tags"))).IsNothing);

    [Fact]
    public void Decide_AFieldThatCannotChange_SaysSoAndSendsNothing()
    {
        var cluster = Fixed(2, spec => spec.AwsAttributes = new AwsAttributesSpec { FirstOnDemand = 3 });
        var observed = Edited(cluster, settings => settings["aws_attributes"]!["first_on_demand"] = 1);

        var decision = Decide(cluster, observed);

        Assert.True(decision.IsNothing);
        Assert.Equal(["awsAttributes.firstOnDemand"], decision.Unchangeable);
        Assert.Equal(1, (int)Clusters.Compare(cluster, observed).EditBody([])["aws_attributes"]!["first_on_demand"]!);
    }

    [Fact]
    public void Edit_OfIgnoredFields_KeepsWhatTheWorkspaceWasAskedForLast()
    {
        var cluster = Fixed(2, spec =>
        {
            spec.SparkConf = new Dictionary<string, string> { ["mine"] = "1", ["theirs"] = "spec" };
            spec.AutoterminationMinutes = 30;
            spec.Policies = new ClusterPolicies { IgnoreDrift = ["sparkConf[\"theirs\"]", "autoterminationMinutes", "driverNodeTypeId"] };
        });
        var requested = Wire(cluster);
        requested["spark_conf"]!["theirs"] = "workspace";
        requested.Remove("autotermination_minutes");
        var settings = requested.DeepClone().AsObject();
        settings["driver_node_type_id"] = "filled";
        settings["autotermination_minutes"] = 120;

        var body = Clusters.Compare(cluster, Details(settings, requested)).EditBody([]);

        Assert.Equal("workspace", (string)body["spark_conf"]!["theirs"]!);
        Assert.Equal("1", (string)body["spark_conf"]!["mine"]!);
        Assert.False(body.ContainsKey("autotermination_minutes"));
        Assert.False(body.ContainsKey("driver_node_type_id"));
        Assert.True(Decide(cluster, Details(settings, requested)).IsNothing);
    }

    private static DatabricksCluster Zoned(string zone) => Fixed(2, spec => spec.AwsAttributes = new AwsAttributesSpec { ZoneId = zone });

    [Fact]
    public void Edit_OfAnyCluster_IsCompleteAndNamesIt()
    {
        var cluster = Fixed(4, spec => spec.SparkEnvVars = new Dictionary<string, string> { ["A"] = "1" });

        var body = Clusters.Compare(cluster, Echo(Fixed(2))).EditBody([]);

        Assert.Equal(Id, (string)body["cluster_id"]!);
        body.Remove("cluster_id");
        Assert.Equal(Wire(cluster).ToJsonString(), body.ToJsonString());
    }
}
