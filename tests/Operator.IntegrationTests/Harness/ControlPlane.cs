using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using k8s;
using Operator.IntegrationTests.Harness;
using Operator.Runtime.Client;

[assembly: AssemblyFixture(typeof(ControlPlane))]

namespace Operator.IntegrationTests.Harness;

/// <summary>
/// A real etcd, kube-apiserver and kube-controller-manager on loopback, in a temporary folder. All tests share one; a test that kills
/// parts of it makes its own.
/// </summary>
public sealed class ControlPlane : IAsyncLifetime
{
    private static int namespaces;

    private readonly string directory = Directory.CreateTempSubdirectory("databricks-operator-").FullName;
    private ApiServerConnection? connection;

    /// <summary>The file to give to kubectl, Helm or an operator as KUBECONFIG.</summary>
    public string Kubeconfig => Path.Combine(directory, "kubeconfig");

    /// <summary>Straight to the API server, as cluster-admin.</summary>
    public ApiServerConnection Connection => connection ?? throw new InvalidOperationException("The control plane has not been started.");

    public Kubectl Kubectl => new(Kubeconfig);

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        connection = new ApiServerConnection(Configuration());
    }

    /// <summary>Starts what is not running: everything the first time, and what was killed later on, on the same data and ports.</summary>
    public Task StartAsync() => ScriptAsync("up");

    /// <summary>SIGKILL to kube-apiserver; etcd keeps the data. <see cref="StartAsync"/> brings it back.</summary>
    public async Task KillApiServerAsync()
    {
        var file = Path.Combine(directory, "kube-apiserver.pid");
        var id = int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture);
        using var process = System.Diagnostics.Process.GetProcessById(id);
        process.Kill();
        // The script takes the process for alive while its number is in use.
        await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{id}") || IsZombie(id), "kube-apiserver to die");
        File.Delete(file);
    }

    /// <summary>A configuration of its own for each connection, because connections change it.</summary>
    public KubernetesClientConfiguration Configuration() => KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig);

    /// <summary>A kubeconfig with a fresh token of a ServiceAccount and no other credential.</summary>
    public async Task<string> KubeconfigOfAsync(string @namespace, string account)
    {
        var token = (await Kubectl.RunAsync("create", "token", account, "-n", @namespace)).Trim();
        var administrator = await File.ReadAllTextAsync(Kubeconfig, TestContext.Current.CancellationToken);
        var file = Path.Combine(directory, $"{@namespace}.{account}.kubeconfig");
        await File.WriteAllTextAsync(
            file, Regex.Replace(administrator, "token: \"[^\"]*\"", $"token: \"{token}\""), TestContext.Current.CancellationToken);
        return file;
    }

    /// <summary>Creates a namespace that no other test uses and returns its name.</summary>
    public async Task<string> CreateNamespaceAsync(string prefix)
    {
        var name = $"{prefix}-{Interlocked.Increment(ref namespaces)}";
        await SendAsync(HttpMethod.Post, "api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""");
        return name;
    }

    /// <summary>Sends JSON (or a merge patch) to the API server and returns what it answered.</summary>
    public async Task<string> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var content = json is null
            ? null
            : new StringContent(json, Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        return Encoding.UTF8.GetString(await Connection.SendAsync(method, path, content, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        connection?.Dispose();
        await ScriptAsync("down");
        Directory.Delete(directory, recursive: true);
    }

    private static bool IsZombie(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private Task<string> ScriptAsync(string verb) => ChildProcess.RunAsync(Repository.File("hack", "control-plane.sh"), [verb, directory]);
}
