using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Kinds.Clusters;
using Operator.Runtime.Client;
using Operator.UnitTests.Schema;
using YamlDotNet.Serialization;

namespace Operator.UnitTests.Kinds.Clusters;

public sealed class ClusterSpecValidatorTests
{
    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);

    /// <summary>The cases an API server is tested with, where they are about a rule over one spec.</summary>
    private static readonly Dictionary<string, (DatabricksCluster Cluster, string? Message)> Cases = Read();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void Cases_OfTheDefinition_AreThere()
    {
        Assert.True(Cases.Count > 50, $"only {Cases.Count}");
        Assert.Contains(Cases.Values, one => one.Message is null);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Problems_OfACase_AgreeWithTheRulesOfTheDefinition(string name)
    {
        var (cluster, message) = Cases[name];
        Assert.Equal(message is not null, ClusterSpecValidator.Problems(cluster).Any());
    }

    [Theory]
    [InlineData("""{"cluster_id": "1"}""", "cluster_id")]
    [InlineData("""{"clone_from": {"source_cluster_id": "1"}}""", "clone_from")]
    [InlineData("""{"idempotency_token": "t"}""", "idempotency_token")]
    [InlineData("""{"state": "RUNNING"}""", "state")]
    [InlineData("""{"spec": {}}""", "spec")]
    [InlineData("""{"cluster_name": "other"}""", "clusterName")]
    [InlineData("""{"spark_version": "16.4.x-scala2.12"}""", "sparkVersion")]
    [InlineData("""{"spark_conf": {"a": "2"}}""", "sparkConf")]
    [InlineData("""{"spark_conf": null}""", "sparkConf")]
    [InlineData("""{"num_workers": 5}""", "numWorkers")]
    [InlineData("""{"custom_tags": {"databricks-operator-owner": "me"}}""", "databricks-operator-")]
    public void Problems_OfExtraSettings_NameWhatTheyContradict(string extra, string named)
    {
        var cluster = Clusters.Fixed(2, spec =>
        {
            spec.SparkConf = new Dictionary<string, string> { ["a"] = "1" };
            spec.ExtraSettings = JsonNode.Parse(extra)!.AsObject();
        });

        Assert.Contains(named, Assert.Single(ClusterSpecValidator.Problems(cluster)), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_OfASpecThatAPolicyDecides_AreNone()
    {
        Assert.Empty(ClusterSpecValidator.Problems(Clusters.Of(spec => (spec.SparkVersion, spec.NodeTypeId, spec.PolicyId) = (null, null, "P1"))));
        Assert.NotEmpty(ClusterSpecValidator.Problems(Clusters.Of(spec => (spec.SparkVersion, spec.NumWorkers) = (null, 2))));
    }

    [Fact]
    public void Problems_OfExtraSettingsBesideTheSpec_AreNone()
    {
        var cluster = Clusters.Fixed(2, spec =>
        {
            spec.SparkConf = new Dictionary<string, string> { ["a"] = "1" };
            spec.ExtraSettings = JsonNode.Parse("""{"spark_conf": {"b": "2"}, "custom_tags": {"team": "data"}, "remote_disk_throughput": 500}""")!.AsObject();
        });

        Assert.Empty(ClusterSpecValidator.Problems(cluster));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Problems_OfACase_AreSentencesAboutTheSpec(string name) =>
        Assert.All(ClusterSpecValidator.Problems(Cases[name].Cluster), problem => Assert.StartsWith("spec", problem, StringComparison.Ordinal));

    private static Dictionary<string, (DatabricksCluster, string?)> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests/Operator.UnitTests/Api/cel/databricksclusters.yaml"));
        var json = new SerializerBuilder().JsonCompatible().Build().Serialize(
            new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(text)!);
        return JsonNode.Parse(json)!.AsArray()
            .Where(row => row!["old"] is null && row["schema"] is null)
            .ToDictionary(row => (string)row!["name"]!, row => (Cluster(row!["spec"]!), (string?)row["message"]));
    }

    private static DatabricksCluster Cluster(JsonNode spec)
    {
        var json = new JsonObject { ["metadata"] = JsonSerializer.SerializeToNode(new V1ObjectMeta { Name = "etl" }), ["spec"] = spec.DeepClone() };
        return JsonSerializer.Deserialize(json, Serializer.TypeInfo<DatabricksCluster>())!;
    }
}
