using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Api;

public sealed class DatabricksWorkspaceJsonTests
{
    private const string Sample = """
        {
          "apiVersion": "databricks-operator.io/v1alpha1", "kind": "DatabricksWorkspace", "metadata": {"name": "prod", "namespace": "team"},
          "spec": {
            "host": "https://dbc-1.cloud.databricks.com",
            "auth": {
              "token": {"secretKeyRef": {"name": "a", "key": "b"}},
              "oauthM2M": {"clientId": "id", "clientSecretRef": {"name": "a", "key": "b"}},
              "workloadIdentity": {"clientId": "id", "audience": "databricks"},
              "azureClientSecret": {"tenantId": "t", "clientId": "id", "clientSecretRef": {"name": "a", "key": "b"}},
              "azureManagedIdentity": {"clientId": "id"}
            },
            "limits": {"requestsPerSecond": 5, "burst": 10, "maxConcurrent": 4},
            "observation": {"periodSeconds": 30},
            "allowedNamespaces": {
              "from": "Selector",
              "selector": {"matchLabels": {"team": "data"}, "matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["b"]}]}
            },
            "caBundle": "-----BEGIN CERTIFICATE-----",
            "apiVersions": {"clusters": "2.0", "jobs": "2.1"}
          },
          "status": {
            "observedGeneration": 3,
            "conditions": [
              {"type": "Ready", "status": "True", "reason": "Available", "message": "", "observedGeneration": 3, "lastTransitionTime": "2026-11-01T08:00:00Z"}
            ],
            "lastHandledReconcileAt": "now", "host": "https://dbc-1.cloud.databricks.com", "workspaceId": "1111", "userName": "ada@example.com",
            "credential": "token"
          }
        }
        """;

    [Fact]
    public void Sample_ReadAndWritten_StaysTheSame()
    {
        var written = JsonSerializer.Serialize(
            JsonSerializer.Deserialize(Sample, ApiJsonContext.Default.DatabricksWorkspace)!, ApiJsonContext.Default.DatabricksWorkspace);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Sample), JsonNode.Parse(written)), written);
    }
}
