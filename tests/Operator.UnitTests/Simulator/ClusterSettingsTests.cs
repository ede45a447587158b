using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Hosting;

namespace Operator.UnitTests.Simulator;

public sealed class ClusterSettingsTests
{
    private const string Minimal = """{"spark_version":"15.4.x-scala2.12","node_type_id":"n1","num_workers":1}""";

    [Fact]
    public async Task Get_OfAMinimalCluster_ShowsDefaultsWhileSpecShowsTheRequest()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        var cluster = await workspace.GetAsync(await workspace.CreateAsync(Minimal));

        Assert.Equal("", (string?)cluster["cluster_name"]);
        Assert.Equal("n1", (string?)cluster["driver_node_type_id"]);
        Assert.Equal("SINGLE_USER", (string?)cluster["data_security_mode"]);
        Assert.Equal("operator@example.com", (string?)cluster["single_user_name"]);
        Assert.Equal("STANDARD", (string?)cluster["runtime_engine"]);
        Assert.Equal(0, (int)cluster["autotermination_minutes"]!);
        Assert.False((bool)cluster["enable_elastic_disk"]!);
        Assert.False((bool)cluster["enable_local_disk_encryption"]!);
        Assert.Equal("Databricks", (string?)cluster["default_tags"]!["Vendor"]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Minimal), cluster["spec"]), cluster["spec"]!.ToJsonString());
    }

    [Theory]
    [InlineData(Cloud.Aws, "aws_attributes", "zone_id", "auto")]
    [InlineData(Cloud.Azure, "azure_attributes", "spot_bid_max_price", "-1.0")]
    [InlineData(Cloud.Gcp, "gcp_attributes", "use_preemptible_executors", "false")]
    public async Task Get_InEachCloud_ShowsItsAttributesFilled(Cloud cloud, string block, string field, string value)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync(new WorkspaceOptions { Cloud = cloud });

        var cluster = await workspace.GetAsync(await workspace.CreateAsync(Minimal));

        Assert.Equal(value, cluster[block]![field]!.ToJsonString().Trim('"'));
        Assert.Equal(1, (int)cluster[block]!["first_on_demand"]!);
    }

    [Fact]
    public async Task Get_OfPartialCloudAttributes_KeepsThemAndFillsTheRest()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync(With("aws_attributes", """{"availability":"ON_DEMAND","zone_id":"auto","first_on_demand":0}"""));

        var attributes = (await workspace.GetAsync(id))["aws_attributes"]!;

        Assert.Equal("ON_DEMAND", (string?)attributes["availability"]);
        Assert.Equal(0, (int)attributes["first_on_demand"]!);
        Assert.Equal("auto", (string?)attributes["zone_id"]);
        Assert.Equal(100, (int)attributes["spot_bid_price_percent"]!);
    }

    [Theory]
    [InlineData("DATA_SECURITY_MODE_STANDARD", "USER_ISOLATION", false)]
    [InlineData("DATA_SECURITY_MODE_DEDICATED", "SINGLE_USER", true)]
    [InlineData("DATA_SECURITY_MODE_AUTO", "USER_ISOLATION", false)]
    [InlineData("NONE", "NONE", false)]
    [InlineData("A_MODE_OF_TOMORROW", "A_MODE_OF_TOMORROW", false)]
    public async Task Get_OfAnAccessMode_ShowsTheAliasRewrittenAndTheOriginalInSpec(string sent, string shown, bool hasUser)
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        var cluster = await workspace.GetAsync(await workspace.CreateAsync(With("data_security_mode", $"\"{sent}\"")));

        Assert.Equal(shown, (string?)cluster["data_security_mode"]);
        Assert.Equal(sent, (string?)cluster["spec"]!["data_security_mode"]);
        Assert.Equal(hasUser, cluster["single_user_name"] is not null);
    }

    [Fact]
    public async Task Get_OfUnknownFields_ShowsThemUntouched()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();

        var cluster = await workspace.GetAsync(await workspace.CreateAsync(With("field_of_tomorrow", """{"id":12345678901234567890,"off":false}""")));

        Assert.Equal("""{"id":12345678901234567890,"off":false}""", cluster["field_of_tomorrow"]!.ToJsonString());
        Assert.Equal("""{"id":12345678901234567890,"off":false}""", cluster["spec"]!["field_of_tomorrow"]!.ToJsonString());
    }

    [Fact]
    public async Task Get_OfEmptyAndNullFields_OmitsThemButKeepsZeroAndFalse()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync("""
            {"spark_version":"15.4.x-scala2.12","node_type_id":"n1","num_workers":1,"autotermination_minutes":0,"enable_elastic_disk":false,
             "spark_conf":{},"init_scripts":[],"custom_tags":null}
            """);

        var cluster = await workspace.GetAsync(id);

        Assert.Null(cluster["spark_conf"]);
        Assert.Null(cluster["init_scripts"]);
        Assert.Null(cluster["custom_tags"]);
        Assert.Equal(0, (int)cluster["spec"]!["autotermination_minutes"]!);
        Assert.False((bool)cluster["spec"]!["enable_elastic_disk"]!);
    }

    [Fact]
    public async Task Get_OfUnorderedFields_ShowsAnOrderOfItsOwnButKeepsInitScripts()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync("""
            {"spark_version":"15.4.x-scala2.12","node_type_id":"n1","num_workers":1,"custom_tags":{"b":"1","a":"2"},"ssh_public_keys":["z","y"],
             "init_scripts":[{"workspace":{"destination":"/z"}},{"workspace":{"destination":"/a"}}]}
            """);

        var cluster = await workspace.GetAsync(id);

        Assert.Equal("""{"a":"2","b":"1"}""", cluster["custom_tags"]!.ToJsonString());
        Assert.Equal("""["y","z"]""", cluster["ssh_public_keys"]!.ToJsonString());
        Assert.Equal("/z", (string?)cluster["init_scripts"]![0]!["workspace"]!["destination"]);
    }

    [Fact]
    public async Task Get_OfAPoolCluster_ShowsNodeTypesAndDriverPoolFromThePool()
    {
        var pools = new Dictionary<string, string> { ["p1"] = "pooled" };
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { InstancePools = pools });
        var id = await workspace.CreateAsync("""{"spark_version":"15.4.x-scala2.12","instance_pool_id":"p1","num_workers":1}""");

        var cluster = await workspace.GetAsync(id);

        Assert.Equal("p1", (string?)cluster["driver_instance_pool_id"]);
        Assert.Equal("pooled", (string?)cluster["node_type_id"]);
        Assert.Equal("pooled", (string?)cluster["driver_node_type_id"]);
        Assert.Null(cluster["spec"]!["node_type_id"]);
    }

    [Fact]
    public async Task Get_OfASimpleSingleNode_ShowsWhatTheWorkspaceDerives()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync("""{"spark_version":"15.4.x-scala2.12","node_type_id":"n1","kind":"CLASSIC_PREVIEW","is_single_node":true}""");

        var cluster = await workspace.GetAsync(id);

        Assert.Equal(0, (int)cluster["num_workers"]!);
        Assert.Equal("singleNode", (string?)cluster["spark_conf"]!["spark.databricks.cluster.profile"]);
        Assert.Equal("SingleNode", (string?)cluster["custom_tags"]!["ResourceClass"]);
        Assert.Null(cluster["spec"]!["custom_tags"]);
    }

    [Fact]
    public async Task Get_OfAPolicyCluster_ShowsInjectedFieldsAndDefaultsOnlyOnRequest()
    {
        var policy = new ClusterPolicy("pol1")
        {
            Fixed = new JsonObject { ["custom_tags"] = new JsonObject { ["team"] = "data" } },
            Defaults = new JsonObject { ["autotermination_minutes"] = 45 },
        };
        await using var workspace = await SimulatedWorkspace.StartAsync(new ClusterOptions { Policies = [policy] });
        var plain = await workspace.GetAsync(await workspace.CreateAsync(With("policy_id", "\"pol1\"")));
        var defaulted = await workspace.GetAsync(await workspace.CreateAsync(
            """{"spark_version":"auto:latest-lts","node_type_id":"n1","num_workers":1,"policy_id":"pol1","apply_policy_default_values":true}"""));
        var refused = await workspace.PostAsync(
            "clusters/create", """{"spark_version":"15.4.x-scala2.12","node_type_id":"n1","num_workers":1,"policy_id":"pol1","custom_tags":{"team":"x"}}""");

        Assert.Equal("data", (string?)plain["custom_tags"]!["team"]);
        Assert.Null(plain["spec"]!["custom_tags"]);
        Assert.Equal(0, (int)plain["autotermination_minutes"]!);
        Assert.Equal(45, (int)defaulted["autotermination_minutes"]!);
        Assert.Equal("16.4.x-scala2.12", (string?)defaulted["spark_version"]);
        Assert.Null(defaulted["apply_policy_default_values"]);
        Assert.True((bool)defaulted["spec"]!["apply_policy_default_values"]!);
        Assert.Equal((400, "INVALID_PARAMETER_VALUE"), (refused.Status, refused.ErrorCode));
        Assert.Contains("custom_tags.team", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfADockerPassword_NeverShowsIt()
    {
        await using var workspace = await SimulatedWorkspace.StartAsync();
        var id = await workspace.CreateAsync(With("docker_image", """{"url":"r/i","basic_auth":{"username":"u","password":"hidden"}}"""));

        var cluster = await workspace.GetAsync(id);

        Assert.Equal("u", (string?)cluster["docker_image"]!["basic_auth"]!["username"]);
        Assert.DoesNotContain("hidden", cluster.ToJsonString(), StringComparison.Ordinal);
    }

    private static string With(string field, string value)
    {
        var request = (JsonObject)JsonNode.Parse(Minimal)!;
        request[field] = JsonNode.Parse(value);
        return request.ToJsonString();
    }
}
