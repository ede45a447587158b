using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Pods;

/// <summary>
/// A node on which pods really run (hack/node.sh), with the images of this working copy on it. It takes root and minutes, so there is one only
/// where PODS=1 asks for it and the machine can have one.
/// </summary>
public sealed class PodNode : IAsyncLifetime
{
    private const int NoNodeHere = 3;

    /// <summary>Of the first start on a machine, which compiles Kubernetes; the next ones take half a minute.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(40);

    private string directory = "";
    private string kubectl = "";
    private string helm = "";

    /// <summary>Why there is no node; null when there is one.</summary>
    public string? Absence { get; private set; } = "pods take minutes and root: `make pods` runs them (PODS=1)";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("PODS") != "1")
        {
            return;
        }

        using var limit = new CancellationTokenSource(LongestStart, TimeProvider.System);
        directory = Directory.CreateTempSubdirectory("databricks-operator-node-").FullName;
        kubectl = await ToolAsync("kubectl", limit.Token);
        helm = await ToolAsync("helm", limit.Token);
        await using var up = ChildProcess.Start(Script, ["up", directory]);
        var code = await up.WaitAsync(limit.Token);
        if (code == NoNodeHere)
        {
            Absence = up.Errors.Trim().Split('\n')[^1];
            return;
        }

        if (code != 0)
        {
            // Nobody disposes of what could not be initialized.
            await DisposeAsync();
            Assert.Fail($"hack/node.sh up ended with {code}: {up.Errors}");
        }

        await ChildProcess.RunAsync(Script, ["images", directory], cancellationToken: limit.Token);
        Absence = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        await ChildProcess.RunAsync(Script, ["down", directory], cancellationToken: limit.Token);
        Assert.False(Directory.Exists(directory));
    }

    /// <summary>Runs a command where the node's addresses are, as cluster-admin.</summary>
    public Task<string> RunAsync(params string[] command) =>
        ChildProcess.RunAsync(Script, ["exec", directory, .. command], cancellationToken: TestContext.Current.CancellationToken);

    public Task<string> KubectlAsync(params string[] arguments) => RunAsync([kubectl, .. arguments]);

    public Task<string> HelmAsync(params string[] arguments) => RunAsync([helm, .. arguments]);

    /// <summary>What a command that fails says.</summary>
    public async Task<string> FailureAsync(Func<PodNode, Task> command) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => command(this))).Message;

    /// <summary>SIGKILL to the first container of a pod, which gets no chance to give anything up; then the pod goes.</summary>
    public async Task KillAsync(string @namespace, string pod)
    {
        var container = await KubectlAsync("get", "pod", pod, "--namespace", @namespace, "--output=jsonpath={.status.containerStatuses[0].containerID}");
        await RunAsync(
            "ctr", "--address", Path.Combine(directory, "containerd.sock"), "--namespace", "k8s.io",
            "task", "kill", "--signal", "SIGKILL", container.Trim()["containerd://".Length..]);
        await KubectlAsync("delete", "pod", pod, "--namespace", @namespace, "--grace-period=0", "--force");
    }

    public async Task ApplyAsync(string @namespace, string manifest)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, manifest, TestContext.Current.CancellationToken);
        await KubectlAsync("apply", "--namespace", @namespace, "--filename", file);
        File.Delete(file);
    }

    private static string Script => Repository.File("hack", "node.sh");

    private static async Task<string> ToolAsync(string name, CancellationToken cancellationToken) =>
        (await ChildProcess.RunAsync(Repository.File("hack", "tools.sh"), [name], cancellationToken: cancellationToken)).Trim();
}
