using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Warehouses;
using Operator.Kinds.Warehouses;
using static Operator.UnitTests.Kinds.Warehouses.Warehouses;

namespace Operator.UnitTests.Kinds.Warehouses;

/// <summary>What a difference leads to (behavior §11.5).</summary>
public sealed class WarehouseDecisionTests
{
    [Fact]
    public void Decide_AsAskedFor_IsNothing()
    {
        var warehouse = Of(spec => spec.CustomTags = new Dictionary<string, string> { ["owner"] = "bi" }).Applied();
        var seen = Seen(settings => settings["tags"]!["custom_tags"]!.AsArray().Insert(0, new JsonObject { ["key"] = "owner", ["value"] = "bi" }));

        Assert.True(Decide(warehouse, seen).IsNothing);
        Assert.True(Decide(Of().Applied(), Seen()).IsNothing);
    }

    [Theory]
    [InlineData("clusterSize", """{"clusterSize":"Large"}""")]
    [InlineData("name", """{"name":"other"}""")]
    [InlineData("minNumClusters", """{"minNumClusters":2}""")]
    [InlineData("maxNumClusters", """{"maxNumClusters":4}""")]
    [InlineData("autoStopMins", """{"autoStopMins":0}""")]
    [InlineData("warehouseType", """{"warehouseType":"PRO"}""")]
    [InlineData("enableServerlessCompute", """{"enableServerlessCompute":true}""")]
    [InlineData("enablePhoton", """{"enablePhoton":false}""")]
    [InlineData("spotInstancePolicy", """{"spotInstancePolicy":"RELIABILITY_OPTIMIZED"}""")]
    [InlineData("channel.name", """{"channel":{"name":"CHANNEL_NAME_PREVIEW"}}""")]
    [InlineData("channel.dbsqlVersion", """{"channel":{"dbsqlVersion":"2026.10"}}""")]
    [InlineData("customTags[\"owner\"]", """{"customTags":{"owner":"bi"}}""")]
    [InlineData("newSetting.level", """{"extraSettings":{"new_setting":{"level":3}}}""")]
    public void Decide_Difference_IsOneEditThatRestartsWhatRuns(string path, string spec)
    {
        var warehouse = Of(spec);

        var running = Decide(warehouse, Seen());
        Assert.Equal((PlanAction.Edit, true, path), (running.Action, running.Restarts, Assert.Single(running.Fields)));
        var stopped = Decide(warehouse, Seen(state: WarehouseState.Stopped));
        Assert.Equal((PlanAction.Edit, false), (stopped.Action, stopped.Restarts));
        Assert.Contains(path, stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_TagOfAnotherUser_IsADifference()
    {
        var seen = Seen(settings => settings["tags"]!["custom_tags"]!.AsArray().Add(new JsonObject { ["key"] = "theirs", ["value"] = "x" }));

        Assert.Equal(["customTags[\"theirs\"]"], Decide(Of().Applied(), seen).Fields);
    }

    [Theory]
    [InlineData(WarehouseState.Starting)]
    [InlineData(WarehouseState.Stopping)]
    [InlineData(WarehouseState.Deleting)]
    [InlineData("A_NEW_STATE")]
    public void Decide_DifferenceInTransition_Waits(string state) =>
        Assert.Equal(PlanAction.Wait, Decide(Of(spec => spec.ClusterSize = "Large"), Seen(state: state)).Action);

    [Theory]
    [InlineData("auto_stop_mins", """{"autoStopMins":0}""")]
    [InlineData("enable_photon", """{"enablePhoton":false}""")]
    [InlineData("enable_serverless_compute", """{"enableServerlessCompute":false}""")]
    public void Decide_ZeroOrFalseThatAnAnswerLeavesOut_IsNoDifference(string setting, string spec) =>
        Assert.True(Decide(Of(spec), Seen(settings => settings.Remove(setting))).IsNothing);

    /// <summary>What the workspace chose for what the spec leaves out restarts nothing, whatever it chose.</summary>
    [Theory]
    [InlineData("auto_stop_mins", "10")]
    [InlineData("warehouse_type", "\"PRO\"")]
    [InlineData("enable_serverless_compute", "true")]
    [InlineData("max_num_clusters", "8")]
    [InlineData("channel", "{\"name\":\"CHANNEL_NAME_PREVIEW\"}")]
    [InlineData("setting_of_next_year", "{\"a\":1}")]
    public void Decide_ChoiceOfTheWorkspace_IsNoDifference(string setting, string value) =>
        Assert.True(Decide(Of().Applied(), Seen(settings => settings[setting] = JsonNode.Parse(value))).IsNothing);

    [Fact]
    public void Decide_AdoptedWithoutMarker_IsNotRestartedForIt()
    {
        Assert.True(Decide(Of(), Seen(settings => settings["tags"] = new JsonObject())).IsNothing);
        Assert.True(Decide(Of(), Seen(settings => settings.Remove("tags"))).IsNothing);
    }

    /// <summary>An edit keeps what it leaves out, so what was taken out of the spec has to be named.</summary>
    [Fact]
    public void Body_OfASettingTakenOut_HasItsDefault()
    {
        var warehouse = Of(spec => (spec.AutoStopMins, spec.EnablePhoton, spec.MinNumClusters, spec.MaxNumClusters) = (15, false, 2, 4)).Applied();
        (warehouse.Spec.AutoStopMins, warehouse.Spec.EnablePhoton, warehouse.Spec.MaxNumClusters) = (null, null, null);
        var seen = Seen(settings =>
        {
            (settings["auto_stop_mins"], settings["enable_photon"]) = (15, false);
            (settings["min_num_clusters"], settings["max_num_clusters"]) = (2, 4);
        });

        var decision = Decide(warehouse, seen);

        Assert.Equal(["autoStopMins", "enablePhoton", "maxNumClusters"], decision.Fields.Order(StringComparer.Ordinal));
        var body = WarehouseSettings.ToWire(decision.ToBody());
        Assert.Equal((120, true, 2), ((int)body["auto_stop_mins"]!, (bool)body["enable_photon"]!, (int)body["max_num_clusters"]!));
    }

    [Fact]
    public void Body_OfAnEdit_HasAllThatTheSpecSaysAndTheMarker()
    {
        var warehouse = Of(spec =>
        {
            (spec.ClusterSize, spec.AutoStopMins) = ("Large", 0);
            spec.CustomTags = new Dictionary<string, string> { ["owner"] = "bi" };
            spec.ExtraSettings = new JsonObject { ["new_setting"] = 1 };
        });

        Assert.Equal(
            """{"cluster_size":"Large","auto_stop_mins":0,"name":"reports","new_setting":1,"tags":{"custom_tags":[{"key":"owner","value":"bi"},"""
            + $$$"""{"key":"{{{Ownership.MarkerTag}}}","value":"{{{Marker}}}"}]}}""",
            WarehouseSettings.ToWire(Decide(warehouse, Seen()).ToBody()).ToJsonString());
    }

    [Fact]
    public void Body_OfWhatIsIgnored_KeepsTheWorkspacesValue()
    {
        var warehouse = Of(spec =>
        {
            (spec.ClusterSize, spec.AutoStopMins) = ("Large", 15);
            spec.CustomTags = new Dictionary<string, string> { ["owner"] = "bi" };
            spec.Policies = new SqlWarehousePolicies { IgnoreDrift = ["autoStopMins", "customTags[\"owner\"]"] };
        });
        var seen = Seen(settings => settings["tags"]!["custom_tags"]!.AsArray().Add(new JsonObject { ["key"] = "owner", ["value"] = "theirs" }));

        var decision = Decide(warehouse, seen);

        Assert.Equal(["clusterSize"], decision.Fields);
        var body = WarehouseSettings.ToWire(decision.ToBody());
        Assert.Equal(120, (int)body["auto_stop_mins"]!);
        Assert.Contains("""{"key":"owner","value":"theirs"}""", body["tags"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(120, true, "It stops by itself after 120 minutes")]
    [InlineData(0, false, "It has no automatic stop")]
    public void Decide_RunningUnderDeny_WaitsUntilItHasStopped(int minutes, bool endsByItself, string message)
    {
        var warehouse = Of(spec => (spec.ClusterSize, spec.Policies) = ("Large", new SqlWarehousePolicies { Disruption = DisruptionPolicy.Deny }));
        var seen = Seen(settings => settings["auto_stop_mins"] = minutes);

        var decision = Decide(warehouse, seen);

        Assert.True(decision.IsNothing);
        Assert.Equal(["clusterSize"], decision.Withheld!.Fields);
        Assert.Equal(endsByItself, decision.Withheld.EndsByItself);
        Assert.Contains(message, decision.Later, StringComparison.Ordinal);
        Assert.Equal(PlanAction.Edit, Decide(warehouse, seen with { State = WarehouseState.Stopped }).Action);
    }

    [Theory]
    [InlineData("""{"clusterSize":null}""", "spec.clusterSize is required")]
    [InlineData("""{"minNumClusters":3,"maxNumClusters":2}""", "spec.maxNumClusters")]
    [InlineData("""{"enableServerlessCompute":true,"warehouseType":"CLASSIC"}""", "warehouseType: PRO")]
    [InlineData("""{"customTags":{"databricks-operator-owner":"x"}}""", "spec.customTags")]
    [InlineData("""{"extraSettings":{"state":"RUNNING"}}""", "must not set state")]
    [InlineData("""{"extraSettings":{"tags":{}}}""", "must not set tags")]
    [InlineData("""{"extraSettings":{"cluster_size":"Large"}}""", "must not set clusterSize")]
    [InlineData("""{"accessControlList":[{"groupName":"a","permissionLevel":"IS_OWNER"}]}""", "IS_OWNER")]
    public void Problems_OfASpec_SayWhichField(string spec, string expected) =>
        Assert.Contains(expected, Assert.Single(WarehouseSettings.Problems(Of(spec))), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"clusterSize":null,"policies":{"management":"Observe"}}""")]
    public void Problems_OfASpecThatIsWhole_AreNone(string spec) => Assert.Empty(WarehouseSettings.Problems(Of(spec)));

    [Fact]
    public void MarkerOf_AWarehouse_IsItsTag()
    {
        Assert.Equal(Marker, WarehouseSettings.MarkerOf(Seen()));
        Assert.Null(WarehouseSettings.MarkerOf(new SqlWarehouse { Id = "0a1b", Name = "x" }));
    }
}
