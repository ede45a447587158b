namespace Operator.IntegrationTests.Harness;

/// <summary>kubectl in one namespace of one control plane.</summary>
public sealed class NamespacedKubectl(ControlPlane controlPlane, string @namespace)
{
    public string Namespace => @namespace;

    public string Kubeconfig => controlPlane.Kubeconfig;

    public Task<string> RunAsync(params string[] arguments) => controlPlane.Kubectl.RunAsync(["--namespace", @namespace, .. arguments]);

    public Task<string> ApplyAsync(string manifest) => controlPlane.Kubectl.ApplyAsync(manifest, "--namespace", @namespace);

    /// <summary>One field of one cluster, empty when it is not there.</summary>
    public Task<string> ClusterAsync(string name, string field) => RunAsync("get", "databrickscluster", name, "-o", $"jsonpath={{{field}}}");
}

public static class DatabricksKinds
{
    private static readonly SemaphoreSlim Once = new(1);

    /// <summary>Installs the CRDs if they are not there and makes a namespace of the test's own.</summary>
    public static async Task<NamespacedKubectl> PrepareAsync(this ControlPlane controlPlane, string prefix)
    {
        await Once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // The local server may be older than CEL rules in CRDs.
            await controlPlane.Kubectl.RunAsync("apply", "--validate=false", "-f", Repository.File("config", "crd", "bases"));
        }
        finally
        {
            Once.Release();
        }

        // `kubectl wait --for=condition=Established` fails on a CRD that has no status yet.
        await Eventually.ReachesAsync(_ => controlPlane.Kubectl.RunAsync("get", "databricksclusters,databricksworkspaces", "-A"), _ => true, "the kinds to be served");
        return new NamespacedKubectl(controlPlane, await controlPlane.CreateNamespaceAsync(prefix));
    }
}
