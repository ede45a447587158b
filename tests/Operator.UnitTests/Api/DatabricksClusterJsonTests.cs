using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Api;

public sealed class DatabricksClusterJsonTests
{
    private static string Sample => File.ReadAllText(Path.Combine(Repository.Root, "tests/Operator.UnitTests/Api/databrickscluster.json"));

    [Fact]
    public void Sample_ReadAndWritten_StaysTheSame()
    {
        string written = JsonSerializer.Serialize(Read(Sample), ApiJsonContext.Default.DatabricksCluster);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Sample), JsonNode.Parse(written)), written);
    }

    [Fact]
    public void Sample_ComparedWithTheDefinition_UsesEveryField()
    {
        JsonNode properties = GeneratedFiles.Definitions().Single(kind => kind["spec"]!["names"]!["kind"]!.GetValue<string>() == DatabricksCluster.KindName)
            ["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!;
        JsonNode sample = JsonNode.Parse(Sample)!;

        Assert.Equal(Paths(properties["spec"]!, "spec").Order(), Used(sample["spec"]!, properties["spec"]!, "spec").Distinct().Order());
        Assert.Equal(Paths(properties["status"]!, "status").Order(), Used(sample["status"]!, properties["status"]!, "status").Distinct().Order());
    }

    [Fact]
    public void Write_ZeroAndFalse_AreKept()
    {
        DatabricksCluster cluster = new() { Spec = new() { NumWorkers = 0, AutoterminationMinutes = 0, Pinned = false, Suspend = false } };

        JsonNode spec = JsonSerializer.SerializeToNode(cluster, ApiJsonContext.Default.DatabricksCluster)!["spec"]!;
        Assert.Equal("""{"suspend":false,"autoterminationMinutes":0,"pinned":false,"numWorkers":0}""", spec.ToJsonString());
    }

    [Fact]
    public void Read_FieldsAndStatesNewerThanThisOperator_AreNoError()
    {
        DatabricksCluster cluster = Read("""{"spec": {"dataSecurityMode": "OF_TOMORROW", "tomorrow": 1}, "status": {"state": "HIBERNATED"}}""");

        Assert.Equal("OF_TOMORROW", cluster.Spec.DataSecurityMode);
        Assert.Equal("HIBERNATED", cluster.Status.State);
    }

    [Fact]
    public void Read_ItemOfAListWithoutKind_KnowsItsKind()
    {
        DatabricksCluster cluster = Read("""{"metadata": {"name": "a"}, "spec": {}}""");

        Assert.Equal(("databricks-operator.io/v1alpha1", "DatabricksCluster"), (cluster.ApiVersion, cluster.Kind));
    }

    [Fact]
    public void Resource_SeenWithoutItsKind_IsTheSameSpecAndStatus()
    {
        DatabricksCluster cluster = new();

        Assert.Same(cluster.Spec, ((IDatabricksResource)cluster).Spec);
        Assert.Same(cluster.Status, ((IDatabricksResource)cluster).Status);
    }

    private static DatabricksCluster Read(string json) => JsonSerializer.Deserialize(json, ApiJsonContext.Default.DatabricksCluster)!;

    private static IEnumerable<string> Paths(JsonNode schema, string path) => (schema["properties"] as JsonObject ?? [])
        .SelectMany(property => Paths(property.Value!, $"{path}.{property.Key}").Prepend($"{path}.{property.Key}"))
        .Concat(schema["items"] is { } items ? Paths(items, $"{path}[]") : []);

    // Walks only where the schema names properties: the keys of maps are data.
    private static IEnumerable<string> Used(JsonNode value, JsonNode schema, string path) => value switch
    {
        JsonArray list => list.SelectMany(item => Used(item!, schema["items"]!, $"{path}[]")),
        JsonObject map when schema["properties"] is JsonObject properties => map
            .SelectMany(entry => Used(entry.Value!, properties[entry.Key]!, $"{path}.{entry.Key}").Prepend($"{path}.{entry.Key}")),
        _ => [],
    };
}
