using System.Text.Json.Nodes;

namespace Operator.IntegrationTests.Harness;

/// <summary>kubectl in one namespace of one control plane.</summary>
public sealed class NamespacedKubectl(ControlPlane controlPlane, string @namespace)
{
    public string Namespace => @namespace;

    public string Kubeconfig => controlPlane.Kubeconfig;

    public Task<string> RunAsync(params string[] arguments) => controlPlane.Kubectl.RunAsync(["--namespace", @namespace, .. arguments]);

    public Task<string> ApplyAsync(string manifest) => controlPlane.Kubectl.ApplyAsync(manifest, "--namespace", @namespace);

    /// <summary>One object of a Databricks kind, read from the API server itself.</summary>
    /// <param name="plural">Of the kind.</param>
    /// <param name="name">Of the object.</param>
    public async Task<JsonNode> ObjectAsync(string plural, string name) =>
        JsonNode.Parse(await controlPlane.SendAsync(HttpMethod.Get, $"apis/databricks-operator.io/v1alpha1/namespaces/{@namespace}/{plural}/{name}"))!;

    /// <summary>Fields of it as kubectl shows them, with blanks between; empty where there is none.</summary>
    public async Task<string> FieldAsync(string plural, string name, params string[] paths)
    {
        var entity = await ObjectAsync(plural, name);
        return string.Join(' ', paths.Select(path => FieldPath.Read(entity, path)));
    }

    /// <summary>All its conditions, each as <c>Type=Status@generation</c> with a blank behind it.</summary>
    public async Task<string> ConditionsAsync(string plural, string name) =>
        string.Concat(Conditions(await ObjectAsync(plural, name)).Select(one => $"{one["type"]}={one["status"]}@{one["observedGeneration"]} "));

    /// <summary>Status, reason and message of one condition; empty where there is none.</summary>
    public async Task<string> ConditionAsync(string plural, string name, string type) => Condition(await ObjectAsync(plural, name), type);

    /// <summary>The same of every object with a label.</summary>
    public async Task<IReadOnlyList<string>> ConditionsOfAllAsync(string plural, string label, string type)
    {
        var list = await controlPlane.SendAsync(
            HttpMethod.Get, $"apis/databricks-operator.io/v1alpha1/namespaces/{@namespace}/{plural}?labelSelector={Uri.EscapeDataString(label)}");
        return [.. JsonNode.Parse(list)!["items"]!.AsArray().Select(entity => Condition(entity!, type))];
    }

    public Task<string> ClusterAsync(string name, string path) => FieldAsync("databricksclusters", name, path);

    private static string Condition(JsonNode entity, string type) =>
        Conditions(entity).FirstOrDefault(one => (string?)one["type"] == type) is { } condition
            ? $"{condition["status"]} {condition["reason"]} {condition["message"]}"
            : "";

    private static IEnumerable<JsonNode> Conditions(JsonNode entity) => entity["status"]?["conditions"]?.AsArray().OfType<JsonNode>() ?? [];
}

public static class DatabricksKinds
{
    private static readonly SemaphoreSlim Turn = new(1);
    private static readonly HashSet<string> Installed = [];

    /// <summary>Installs the CRDs if they are not there and makes a namespace of the test's own.</summary>
    public static async Task<NamespacedKubectl> PrepareAsync(this ControlPlane controlPlane, string prefix)
    {
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!Installed.Contains(controlPlane.Kubeconfig))
            {
                // The local server may be older than CEL rules in CRDs.
                await controlPlane.Kubectl.RunAsync("apply", "--validate=false", "-f", Repository.File("config", "crd", "bases"));
                // `kubectl wait --for=condition=Established` fails on a CRD that has no status yet.
                await Eventually.ReachesAsync(
                    _ => controlPlane.Kubectl.RunAsync(
                        "get",
                        "databricksclusters,databricksworkspaces,databricksjobs,databricksjobruns,databricksnotebooks",
                        "-A"), _ => true, "the kinds to be served");
                Installed.Add(controlPlane.Kubeconfig);
            }
        }
        finally
        {
            Turn.Release();
        }

        return new NamespacedKubectl(controlPlane, await controlPlane.CreateNamespaceAsync(prefix));
    }
}
