using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Databricks.Clusters;

namespace Operator.UnitTests.Databricks;

public sealed class WireRecordTests
{
    private const string Settings = """
        "autotermination_minutes":0,"num_workers":0,"enable_elastic_disk":false,"is_single_node":false,"autoscale":{"min_workers":0,"max_workers":3},
        "aws_attributes":{"first_on_demand":0,"ebs_volume_iops":1,"zone_id":"auto","new_aws_field":[1]},"azure_attributes":{"spot_bid_max_price":-1},
        "gcp_attributes":{"local_ssd_count":0,"use_preemptible_executors":false},"custom_tags":{"a":""},"spark_conf":{"k":"{{secrets/s/k}}"},
        "init_scripts":[{"s3":{"destination":"s3://b","canned_acl":"x","kms_key":"k"}},{"workspace":{"destination":"/a"}},{"abfss":{"destination":"d"}}],
        "ssh_public_keys":[],"docker_image":{"url":"u","basic_auth":{"username":"n"}},"workload_type":{"clients":{"jobs":false,"notebooks":true}},
        "cluster_log_conf":{"volumes":{"destination":"v"}},"worker_node_type_flexibility":{"alternate_node_type_ids":["n"]},
        "use_ml_runtime":false,"spark_version":"15.4.x","field_of_next_year":{"deep":[0,false,"x"]}
        """;

    private const string Runtime = """
        "cluster_id":"c1","state":"A_NEW_STATE","start_time":1700000000123,"spark_context_id":9007199254740993,"cluster_memory_mb":0,"cluster_cores":4.5,
        "default_tags":{"Vendor":"Databricks"},"driver":{"node_id":"n","private_ip":"10.0.0.1","start_timestamp":1},"executors":[{"node_id":"m"}],
        "termination_reason":{"code":"A_NEW_CODE","type":"SUCCESS","parameters":{"inactivity_duration_min":"60"}},"jdbc_port":10000,
        "last_activity_time":1,"disk_spec":{},"effective_spark_version":"15.4.x","spec":{"num_workers":0,"another_new_field":1}
        """;

    private static readonly ClusterDetails Cluster = Read($"{{{Settings},{Runtime}}}");

    [Fact]
    public void Details_ReadAndWritten_LoseNothing() =>
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($"{{{Settings},{Runtime}}}"), JsonSerializer.SerializeToNode(Cluster, ClustersJson.Default.ClusterDetails)));

    [Fact]
    public void ToSettings_Details_AreExactlyTheSettingsZerosAndUnknownFieldsIncluded() =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($"{{{Settings}}}"), Cluster.ToSettings()), Cluster.ToSettings().ToJsonString());

    [Fact]
    public void ToSettings_Spec_KeepsUnknownFields() =>
        Assert.Equal("""{"num_workers":0,"another_new_field":1}""", Cluster.Spec!.ToSettings().ToJsonString());

    [Fact]
    public void Read_IdBeyondDoublePrecision_IsExact() => Assert.Equal(9007199254740993, Cluster.SparkContextId);

    [Fact]
    public void Read_QuotedNumber_IsANumber() => Assert.Equal(9007199254740993, Read("""{"spark_context_id":"9007199254740993"}""").SparkContextId);

    [Fact]
    public void ToString_AnyRecord_ShowsNoContent() => Assert.Equal("ClusterDetails", $"{Cluster}");

    [Fact]
    public async Task Create_Settings_AreSentAsTheyAre()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.1/clusters/create", Reply.Ok("""{"cluster_id":"c1"}"""));
        var settings = JsonNode.Parse($$"""{{{Settings}},"id":9007199254740993,"nothing":null}""")!.AsObject();
        await workspace.RunAsync(client => client.Clusters.CreateAsync(settings, TestContext.Current.CancellationToken));
        Assert.True(JsonNode.DeepEquals(settings, JsonNode.Parse(workspace.Stub.Received.Single().Body)));
    }

    [Fact]
    public async Task Resize_ToZeroWorkers_SendsTheZeroAndNoAutoscale()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.1/clusters/resize", Reply.Done);
        var request = new ResizeCluster { ClusterId = "c1", NumWorkers = 0 };
        await workspace.RunAsync(client => client.Clusters.ResizeAsync(request, TestContext.Current.CancellationToken));
        Assert.Equal("""{"cluster_id":"c1","num_workers":0}""", workspace.Stub.Received.Single().Body);
    }

    private static ClusterDetails Read(string json) => JsonSerializer.Deserialize(json, ClustersJson.Default.ClusterDetails)!;
}
