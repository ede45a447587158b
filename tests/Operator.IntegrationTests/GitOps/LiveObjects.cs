using System.Text.Json.Nodes;
using Operator.IntegrationTests.Harness;
using Operator.Runtime.Client;

namespace Operator.IntegrationTests.GitOps;

/// <summary>Objects of one namespace as the API server has them.</summary>
internal sealed class LiveObjects(ControlPlane controlPlane, string @namespace)
{
    private const string Ours = "databricks-operator.io/v1alpha1";

    private static readonly (string Version, string Kind)[] Pruned =
    [
        (Ours, "DatabricksJobRun"), (Ours, "DatabricksJob"), (Ours, "DatabricksCluster"), (Ours, "DatabricksNotebook"), (Ours, "DatabricksSqlWarehouse"),
        (Ours, "DatabricksWorkspace"), ("apps/v1", "Deployment"),
    ];

    /// <summary>Null when there is none.</summary>
    public async Task<JsonObject?> FindAsync(GitManifest manifest)
    {
        try
        {
            return JsonNode.Parse(await controlPlane.SendAsync(HttpMethod.Get, Path(manifest)))!.AsObject();
        }
        catch (ApiServerException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>The Databricks objects, and Deployments, that carry an application's tracking annotation.</summary>
    public async Task<IReadOnlyList<JsonObject>> TrackedByAsync(string application)
    {
        var all = new List<JsonObject>();
        foreach (var (version, kind) in Pruned)
        {
            var list = JsonNode.Parse(await controlPlane.SendAsync(HttpMethod.Get, Collection(version, kind)))!;
            foreach (var item in list["items"]!.AsArray().Select(item => item!.DeepClone().AsObject()))
            {
                item["apiVersion"] = version;
                item["kind"] = kind;
                all.Add(item);
            }
        }

        return [.. all.Where(item =>
            ((string?)item["metadata"]!["annotations"]?[GitManifest.TrackingId])?.StartsWith($"{application}:", StringComparison.Ordinal) == true)];
    }

    /// <summary>
    /// In the foreground, as Argo CD prunes and deletes. The last step of that is the garbage collector's, which stands still for minutes while other tests
    /// install and delete definitions: it is done here. What stands for something in a workspace has no dependants in the cluster, and those of the Deployment
    /// matter to no test.
    /// </summary>
    public async Task DeleteAsync(JsonObject live)
    {
        var (path, metadata) = (Path(new GitManifest(live)), live["metadata"]!);
        if (metadata["deletionTimestamp"] is null)
        {
            await controlPlane.SendAsync(HttpMethod.Delete, path, """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Foreground"}""");
        }
        else if (metadata["finalizers"] is JsonArray { Count: 1 } last && $"{last[0]}" == "foregroundDeletion")
        {
            await controlPlane.SendAsync(HttpMethod.Patch, path, """{"metadata":{"finalizers":null}}""");
        }
    }

    /// <summary>A merge patch, as Argo CD sends what an action changed.</summary>
    public Task PatchAsync(GitManifest manifest, JsonObject patch) => controlPlane.SendAsync(HttpMethod.Patch, Path(manifest), patch.ToJsonString());

    public async Task<JsonObject> CreateAsync(JsonObject created) => JsonNode.Parse(await controlPlane.SendAsync(
        HttpMethod.Post, Collection((string)created["apiVersion"]!, (string)created["kind"]!), created.ToJsonString()))!.AsObject();

    private string Path(GitManifest manifest) => $"{Collection((string)manifest.Body["apiVersion"]!, manifest.Kind)}/{manifest.Name}";

    private string Collection(string version, string kind) =>
        $"{(version.Contains('/', StringComparison.Ordinal) ? "apis" : "api")}/{version}/namespaces/{@namespace}/{kind.ToLowerInvariant()}s";
}
