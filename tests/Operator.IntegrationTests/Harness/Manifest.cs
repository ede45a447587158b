namespace Operator.IntegrationTests.Harness;

/// <summary>What users apply.</summary>
internal static class Manifest
{
    public static string Secret(string token) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: credential}
        stringData: {token: {{token}}}
        """;

    public static string Workspace(Uri host, string name = "prod", string further = "") => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksWorkspace
        metadata: {name: {{name}}}
        spec:
          host: {{host.GetLeftPart(UriPartial.Authority)}}
          auth:
            token:
              secretKeyRef: {name: credential, key: token}
          {{further}}
        """;

    /// <param name="name">Its name.</param>
    /// <param name="workspace">As in spec.workspaceRef, in braces; null for none.</param>
    public static string Cluster(string name, string? workspace = "{name: prod}") => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: {{name}}}
        spec:
          sparkVersion: 16.4.x-scala2.12
          nodeTypeId: m5d.large
          numWorkers: 1
          {{(workspace is null ? "" : $"workspaceRef: {workspace}")}}
        """;
}
