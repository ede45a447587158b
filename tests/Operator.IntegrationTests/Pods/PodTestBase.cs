using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Pods;

/// <summary>
/// The chart in real pods. Its CRDs belong to the whole cluster, so that these tests run one after the other; each leaves the node as it found it, by its own
/// assertions where it passes.
/// </summary>
[Collection(Name)]
public abstract class PodTestBase(PodNode node) : IAsyncLifetime
{
    public const string Name = "pods";

    /// <summary>In the workspace, of the notebook in config/samples/chain.yaml.</summary>
    internal const string Folder = "/Shared/databricks-operator";

    internal const string Kinds = "databricksjobruns,databricksjobs,databricksnotebooks,databricksclusters,databrickssqlwarehouses,databricksworkspaces";

    /// <summary>Pods start, images are unpacked and probes wait, on a machine that does all of it at once.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static int tests;

    private readonly int number = Interlocked.Increment(ref tests);

    protected PodNode Node => node;

    /// <summary>The namespace of the objects.</summary>
    protected string Team => $"team-{number}";

    private protected ChartRelease Release => field ??= new ChartRelease(node, $"operator-{number}");

    private protected SimulatorPod Simulator => field ??= new SimulatorPod(node, $"simulator-{number}");

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(node.Absence is not null, node.Absence ?? "");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result != TestResult.Failed)
        {
            return;
        }

        // The next test needs a cluster without a release and without CRDs. What cannot be removed here fails there.
        await ReportAsync("kubectl", () => node.KubectlAsync("get", "pods,events", "--all-namespaces"));
        await ReportAsync("operator", () => node.KubectlAsync("logs", "--namespace", Release.Namespace, $"deployment/{ChartRelease.Name}", "--tail=200"));
        await ReportAsync("hook", () => node.KubectlAsync("logs", "--namespace", Release.Namespace, $"job/{ChartRelease.Name}-uninstall"));
        await ReportAsync("uninstall", () => node.HelmAsync("uninstall", ChartRelease.Name, "--namespace", Release.Namespace, "--no-hooks"));
        await ReportAsync("release", AbandonByHandAsync);
        await ReportAsync("definitions", DeleteDefinitionsAsync);
    }

    /// <summary>A namespace whose objects use a simulated workspace by a DatabricksWorkspace of their own.</summary>
    protected async Task CreateTeamAsync()
    {
        await node.KubectlAsync("create", "namespace", Team);
        await node.ApplyAsync(Team, Manifest.Secret(WorkspaceOptions.DefaultToken));
        await node.ApplyAsync(Team, Manifest.Workspace(Simulator.Host, "default"));
    }

    /// <summary>Notebook, cluster, job and run of config/samples/chain.yaml, until the run has succeeded.</summary>
    protected async Task RunChainAsync(string @namespace)
    {
        await node.KubectlAsync("apply", "--namespace", @namespace, "--filename", Repository.File("config", "samples", "chain.yaml"));
        await node.KubectlAsync("wait", "--for=condition=Complete", "databricksjobrun/hello", "--namespace", @namespace, "--timeout=60s");
        var result = await node.KubectlAsync(
            "get", "databricksjobrun", "hello", "--namespace", @namespace, "--output=jsonpath={.status.result} {.status.outputs[0].result}");
        Assert.Equal("""SUCCESS {"whom":"Kubernetes"}""", result);
        await node.KubectlAsync("wait", "--for=condition=Ready", "databrickscluster/hello", "databricksjob/hello", "--namespace", @namespace, "--timeout=60s");
    }

    /// <summary>The objects of all kinds in all namespaces, each as <c>kind/name</c>.</summary>
    protected async Task<IReadOnlyList<string>> ObjectsAsync() =>
        (await node.KubectlAsync("get", Kinds, "--all-namespaces", "--output=name")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the command of the uninstall hook with the kubeconfig of an administrator.</summary>
    protected Task<string> AbandonByHandAsync() =>
        node.RunAsync("dotnet", OperatorProcess.Program, "release", "--policy=Abandon");

    /// <summary>Nothing waits for an operator that is gone: neither the CRDs nor a namespace.</summary>
    protected async Task AssertNothingHangsAsync()
    {
        Assert.Equal([], await ObjectsAsync());
        await Release.GoneAsync();
        await DeleteDefinitionsAsync();
        await node.KubectlAsync("delete", "namespace", Team, "--ignore-not-found", "--timeout=60s");
        await node.KubectlAsync("delete", "namespace", Release.Namespace, Simulator.Namespace, "--ignore-not-found", "--wait=false");
    }

    private Task<string> DeleteDefinitionsAsync() =>
        node.KubectlAsync("delete", "customresourcedefinitions", "--selector=app.kubernetes.io/name=databricks-operator", "--timeout=60s");

    private static async Task ReportAsync(string title, Func<Task<string>> command)
    {
        string output;
        try
        {
            output = await command();
        }
        catch (InvalidOperationException exception)
        {
            output = exception.Message;
        }

        TestContext.Current.SendDiagnosticMessage("{0}: {1}", title, output);
        TestContext.Current.TestOutputHelper?.WriteLine($"== {title}\n{output}");
    }
}

/// <summary>All of them use one node, beside which nothing else runs.</summary>
[CollectionDefinition(PodTestBase.Name, DisableParallelization = true)]
public sealed class PodCollection : ICollectionFixture<PodNode>;
