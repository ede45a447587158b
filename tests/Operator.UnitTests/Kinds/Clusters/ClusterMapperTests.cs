using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Clusters;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Kinds.Clusters;

public sealed class ClusterMapperTests
{
    public static TheoryData<string> Settings =>
        [.. Setting.All.Select(setting => setting.Path).Where(path => !path.Contains("secret_ref", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Settings))]
    public void ToWire_ASetting_StandsUnderItsNameInTheApi(string path)
    {
        var cluster = Of();
        Setting.All.Single(setting => setting.Path == path).Set(cluster.Spec, 0);

        JsonNode? value = Wire(cluster);
        foreach (var name in path.Replace("[]", ".0", StringComparison.Ordinal).Split('.'))
        {
            value = value is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : value?[name];
        }

        Assert.NotNull(value);
    }

    [Fact]
    public void ToWire_AReferenceToASecret_IsNotSent()
    {
        var cluster = Of();
        foreach (var setting in Setting.All)
        {
            setting.Set(cluster.Spec, 0);
        }

        Assert.DoesNotContain("secret_ref", Wire(cluster).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToWire_OfAnyCluster_CarriesTheMarkerAndTheName()
    {
        var cluster = Fixed(2, spec => spec.CustomTags = new Dictionary<string, string> { ["team"] = "data" });

        Assert.Equal($$"""{"team":"data","databricks-operator-owner":"{{Marker}}"}""", Wire(cluster)["custom_tags"]!.ToJsonString());
        Assert.Equal("etl", (string)Wire(cluster)["cluster_name"]!);
        Assert.Equal("named", (string)Wire(Fixed(2, spec => spec.ClusterName = "named"))["cluster_name"]!);
        Assert.Single(cluster.Spec.CustomTags!);
    }

    [Fact]
    public void ToWire_ZeroAndFalse_AreSent()
    {
        var wire = Wire(Fixed(0, spec => (spec.AutoterminationMinutes, spec.EnableElasticDisk) = (0, false)));

        Assert.Equal(0, (int)wire["num_workers"]!);
        Assert.Equal(0, (int)wire["autotermination_minutes"]!);
        Assert.False((bool)wire["enable_elastic_disk"]!);
    }

    [Fact]
    public void ToWire_ExtraSettings_AreMergedAndMarkedAllTheSame()
    {
        var wire = Wire(Fixed(2, spec => spec.ExtraSettings = JsonNode.Parse("""{"custom_tags": {"x": "y"}, "nested": {"list": [1, null]}}""")!.AsObject()));

        Assert.Equal($$"""{"x":"y","databricks-operator-owner":"{{Marker}}"}""", wire["custom_tags"]!.ToJsonString());
        Assert.Equal("""{"list":[1,null]}""", wire["nested"]!.ToJsonString());
        Assert.False(wire.ContainsKey("extra_settings"));
    }

    [Theory]
    [InlineData(true, null, "CLASSIC_PREVIEW")]
    [InlineData(false, true, "CLASSIC_PREVIEW")]
    [InlineData(false, null, "CLASSIC_PREVIEW")]
    [InlineData(null, false, "CLASSIC_PREVIEW")]
    [InlineData(null, null, null)]
    public void ToWire_TheKind_IsSentByItselfWhereTheApiNeedsIt(bool? isSingleNode, bool? useMlRuntime, string? expected) =>
        Assert.Equal(expected, (string?)Wire(Of(spec => (spec.IsSingleNode, spec.UseMlRuntime) = (isSingleNode, useMlRuntime)))["kind"]);

    [Theory]
    [InlineData("-1", "-1")]
    [InlineData("1.5", "1.5")]
    [InlineData("1.50", "1.5")]
    [InlineData("007", "7")]
    public void ToWire_TheSpotPriceOfAzure_IsSentAsANumberInOneWriting(string price, string sent) =>
        Assert.Equal(sent, Wire(Priced(price))["azure_attributes"]!["spot_bid_max_price"]!.ToJsonString());

    [Theory]
    [InlineData("1.50", "1.5", false)]
    [InlineData("1.50", "1.500", false)]
    [InlineData("-1", "-1.0", false)]
    [InlineData("1.50", "1.51", true)]
    public void Compare_TheSpotPriceOfAzure_IsComparedAsANumber(string price, string observed, bool isDifferent)
    {
        var cluster = Priced(price).Applied();
        var details = Edited(cluster, settings => settings["azure_attributes"]!["spot_bid_max_price"] = JsonNode.Parse(observed));

        Assert.Equal(isDifferent, Clusters.Compare(cluster, details).Actionable.Count > 0);
    }

    [Fact]
    public void ToWire_WhatIsTheOperatorsOwn_IsNotSent()
    {
        var cluster = Fixed(2, spec =>
        {
            (spec.Suspend, spec.ExternalId, spec.DesiredState, spec.RestartRequestTime) = (true, Id, ClusterDesiredState.Running, "x");
            spec.Policies = new ClusterPolicies { Deletion = DeletionPolicy.Retain };
            spec.WorkspaceRef = new WorkspaceReference { Name = "w" };
        });

        Assert.Equal(["cluster_name", "custom_tags", "node_type_id", "num_workers", "spark_version"], Wire(cluster).Select(pair => pair.Key).Order());
    }

    [Fact]
    public void Typed_AndAllSettings_LeaveTheSpecUntouched()
    {
        var cluster = Fixed(2, spec => spec.ExtraSettings = new JsonObject { ["a"] = new JsonObject { ["b"] = 1 } });
        Wire(cluster)["a"]!["b"] = 2;

        Assert.Equal(1, (int)cluster.Spec.ExtraSettings!["a"]!["b"]!);
        Assert.False(ClusterMapper.Typed(cluster).ContainsKey("a"));
    }

    private static DatabricksCluster Priced(string price) => Fixed(2, spec => spec.AzureAttributes = new AzureAttributesSpec { SpotBidMaxPrice = price });
}
