using System.Text.Json.Nodes;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Rules;

/// <summary>What the API server makes of an object before any operator has seen it.</summary>
public sealed class NewObjectTests(ControlPlane controlPlane)
{
    [Theory]
    [InlineData("DatabricksCluster", """{"sparkVersion": "16.4.x-scala2.12", "nodeTypeId": "m5d.large", "numWorkers": 2}""")]
    [InlineData("DatabricksJob", "{}")]
    [InlineData("DatabricksJobRun", """{"jobId": "1"}""")]
    [InlineData("DatabricksNotebook", """{"path": "/a", "language": "PYTHON", "content": "x"}""")]
    [InlineData("DatabricksWorkspace", """{"host": "https://dbc-1.cloud.databricks.com", "auth": {"token": {"secretKeyRef": {"name": "a", "key": "b"}}}}""")]
    public async Task Create_WithoutAnOperator_IsNotTakenForFinished(string kind, string spec)
    {
        var kubectl = await controlPlane.PrepareAsync("new");
        var collection = $"apis/databricks-operator.io/v1alpha1/namespaces/{kubectl.Namespace}/{kind.ToLowerInvariant()}s";

        var created = await SendAsync(
            HttpMethod.Post,
            collection,
            $$$"""{"apiVersion": "databricks-operator.io/v1alpha1", "kind": "{{{kind}}}", "metadata": {"name": "a"}, "spec": {{{spec}}}}""");
        var read = await SendAsync(HttpMethod.Get, $"{collection}/a", null);

        // Tools that wait compare it with metadata.generation, also in the answer to the creation.
        Assert.Equal((1, -1), ((long)created["metadata"]!["generation"]!, (long)created["status"]!["observedGeneration"]!));
        Assert.Equal((1, -1), ((long)read["metadata"]!["generation"]!, (long)read["status"]!["observedGeneration"]!));
    }

    [Theory]
    [InlineData(
        "DatabricksCluster", """{"sparkVersion": "16.4.x-scala2.12", "nodeTypeId": "m5d.large", "numWorkers": 2}""",
        """{"sparkVersion": "16.4.x-scala2.12", "nodeTypeId": "m5d.large", "numWorkers": 2, "suspend": false}""")]
    [InlineData("DatabricksJob", "{}", """{"suspend": false}""")]
    [InlineData("DatabricksJobRun", """{"jobId": "1"}""", """{"jobId": "1", "suspend": false, "cancel": false}""")]
    [InlineData(
        "DatabricksNotebook", """{"path": "/a", "language": "SQL", "content": "x"}""",
        """{"path": "/a", "language": "SQL", "content": "x", "format": "SOURCE", "suspend": false}""")]
    [InlineData(
        "DatabricksWorkspace", """{"host": "https://a.cloud.databricks.com", "auth": {"azureManagedIdentity": {}}, "limits": {"burst": 5}}""",
        """
        {"host": "https://a.cloud.databricks.com", "auth": {"azureManagedIdentity": {}}, "limits": {"burst": 5, "requestsPerSecond": 15, "maxConcurrent": 16},
         "allowedNamespaces": {"from": "Same"}}
        """)]
    public async Task Create_OfAnyKind_StoresTheDefaultsOfTheSchema(string kind, string spec, string stored)
    {
        var kubectl = await controlPlane.PrepareAsync("defaults");
        var collection = $"apis/databricks-operator.io/v1alpha1/namespaces/{kubectl.Namespace}/{kind.ToLowerInvariant()}s";

        var created = await SendAsync(
            HttpMethod.Post,
            collection,
            $$$"""{"apiVersion": "databricks-operator.io/v1alpha1", "kind": "{{{kind}}}", "metadata": {"name": "a"}, "spec": {{{spec}}}}""");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(stored), created["spec"]), created["spec"]!.ToJsonString());
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string? json) => JsonNode.Parse(await controlPlane.SendAsync(method, path, json))!;
}
