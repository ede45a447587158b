using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Operator.IntegrationTests.Harness;
using k8s;
using Operator.Runtime.Client;

namespace Operator.Benchmarks.Processes;

/// <summary>A real etcd, kube-apiserver and kube-controller-manager on loopback, in a temporary folder, with the Databricks kinds.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private const string Definitions = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string ApiServer = "kube-apiserver";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string directory;

    private ControlPlane(string directory, ApiServerConnection connection) => (this.directory, Connection) = (directory, connection);

    public ApiServerConnection Connection { get; }

    public string Kubeconfig => KubeconfigIn(directory);

    /// <summary>CPU time of kube-apiserver and etcd since they started.</summary>
    public TimeSpan Processor => ProcessorOf(ApiServer) + ProcessorOf("etcd");

    public static async Task<ControlPlane> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("databricks-bench-").FullName;
        try
        {
            await ScriptAsync("up", directory, cancellationToken);
            var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigIn(directory));
            var plane = new ControlPlane(directory, new ApiServerConnection(configuration, time));
            await plane.InstallAsync(time, cancellationToken);
            return plane;
        }
        catch
        {
            await RemoveAsync(directory);
            throw;
        }
    }

    public async Task<string> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        var type = method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json";
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, type);
        return Encoding.UTF8.GetString(await Connection.SendAsync(method, path, content, cancellationToken));
    }

    /// <summary>The API server is killed; the rest goes on. <see cref="StartApiServerAsync"/> brings it back.</summary>
    public void KillApiServer()
    {
        using var process = ProcessOf(ApiServer);
        process.Kill();
        // The script takes a process that ended for one that runs where nobody has asked for its exit code yet.
        File.Delete(PidFile(ApiServer));
    }

    public async Task StartApiServerAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await ScriptAsync("up", directory, cancellationToken);
        await ServedAsync(time, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await RemoveAsync(directory);
    }

    private TimeSpan ProcessorOf(string name)
    {
        using var process = ProcessOf(name);
        return process.TotalProcessorTime;
    }

    private Process ProcessOf(string name) => Process.GetProcessById(int.Parse(File.ReadAllText(PidFile(name)), CultureInfo.InvariantCulture));

    private string PidFile(string name) => Path.Combine(directory, $"{name}.pid");

    private static string KubeconfigIn(string directory) => Path.Combine(directory, "kubeconfig");

    private static Task<string> ScriptAsync(string verb, string directory, CancellationToken cancellationToken) =>
        Shell.RunAsync(cancellationToken, Repository.File("hack", "control-plane.sh"), verb, directory);

    private static async Task RemoveAsync(string directory)
    {
        // It has to stop even when the run was cancelled.
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        await ScriptAsync("down", directory, limit.Token);
        Directory.Delete(directory, recursive: true);
    }

    private async Task InstallAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.GetFiles(Repository.File("config", "crd", "bases"), "*.yaml"))
        {
            using var content = new ByteArrayContent(await File.ReadAllBytesAsync(file, cancellationToken));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
            await Connection.SendAsync(HttpMethod.Post, Definitions, content, cancellationToken);
        }

        await ServedAsync(time, cancellationToken);
    }

    private async Task ServedAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var plurals = Directory.GetFiles(Repository.File("config", "crd", "bases"), "*.yaml")
            .Select(file => Path.GetFileNameWithoutExtension(file).Split('_')[1]);
        foreach (var plural in plurals)
        {
            await ServedAsync(plural, time, cancellationToken);
        }
    }

    /// <summary>A kind is served a moment after its definition was created.</summary>
    private async Task ServedAsync(string plural, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await SendAsync(HttpMethod.Get, $"apis/databricks-operator.io/v1alpha1/{plural}?limit=1", null, cancellationToken);
                return;
            }
            catch (ApiServerException) when (time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            }
        }
    }
}
