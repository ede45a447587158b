using Operator.FaultTests.Harness;

[assembly: AssemblyFixture(typeof(ControlPlane))]

namespace Operator.FaultTests.Harness;

/// <summary>One real control plane for all tests of the assembly, with the CRDs installed.</summary>
public sealed class ControlPlane : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("databricks-operator-faults.").FullName;
    private string kubectl = "kubectl";

    public string Kubeconfig => Path.Combine(directory, "kubeconfig");

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await MustAsync(await Shell.RunAsync(Repository.File("hack/control-plane.sh"), ["up", directory], null, null, cancellationToken));
        kubectl = (await MustAsync(await Shell.RunAsync(Repository.File("hack/tools.sh"), ["kubectl"], null, null, cancellationToken))).Trim();
        // The local server is older than CEL rules in CRDs.
        await KubectlAsync(cancellationToken, "apply", "--validate=false", "-f", Repository.File("config/crd/bases"));
        // `kubectl wait --for=condition=Established` fails on a CRD that has no status yet.
        await Eventually.AsyncUntil(() => TryKubectlAsync(cancellationToken, null, "get", "databricksclusters", "-A"), result => result.ExitCode == 0, TimeSpan.FromSeconds(30), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Shell.RunAsync(Repository.File("hack/control-plane.sh"), ["down", directory], null, null, CancellationToken.None);
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Runs kubectl as the cluster's administrator; fails the test when it fails.</summary>
    public async Task<string> KubectlAsync(CancellationToken cancellationToken, params string[] arguments) =>
        await MustAsync(await TryKubectlAsync(cancellationToken, null, arguments));

    /// <summary>Applies manifests given as text.</summary>
    public async Task<string> ApplyAsync(string @namespace, string yaml, CancellationToken cancellationToken) =>
        await MustAsync(await TryKubectlAsync(cancellationToken, yaml, "-n", @namespace, "apply", "-f", "-"));

    internal Task<ShellResult> TryKubectlAsync(CancellationToken cancellationToken, string? input, params string[] arguments) =>
        Shell.RunAsync(kubectl, arguments, new Dictionary<string, string?> { ["KUBECONFIG"] = Kubeconfig }, input, cancellationToken);

    public async Task<string> CreateNamespaceAsync(CancellationToken cancellationToken)
    {
        var name = $"t-{Guid.NewGuid():N}"[..14];
        await KubectlAsync(cancellationToken, "create", "namespace", name);
        return name;
    }

    /// <summary>The API server's own count of writes to the Databricks kinds and to events.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountWritesAsync(CancellationToken cancellationToken)
    {
        var metrics = await KubectlAsync(cancellationToken, "get", "--raw", "/metrics");
        return metrics.Split('\n')
            .Where(line => line.StartsWith("apiserver_request_total{", StringComparison.Ordinal)
                && (line.Contains("resource=\"databricks", StringComparison.Ordinal) || line.Contains("resource=\"events\"", StringComparison.Ordinal))
                && new[] { "verb=\"POST\"", "verb=\"PUT\"", "verb=\"PATCH\"", "verb=\"DELETE\"", "verb=\"APPLY\"" }.Any(verb => line.Contains(verb, StringComparison.Ordinal)))
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => (long)double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Task<string> MustAsync(ShellResult result)
    {
        Assert.True(result.ExitCode == 0, result.Text);
        return Task.FromResult(result.Output);
    }
}
