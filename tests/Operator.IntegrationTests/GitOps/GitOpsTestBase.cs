using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.GitOps;

/// <summary>A namespace that an application is synced to, an operator, and a simulated workspace.</summary>
public abstract class GitOpsTestBase(ControlPlane controlPlane) : IAsyncLifetime
{
    protected const string Cluster = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksCluster
        metadata: {name: etl}
        spec: {sparkVersion: 16.4.x-scala2.12, nodeTypeId: m5d.large, numWorkers: 1}
        """;

    protected const string Notebook = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksNotebook
        metadata: {name: load}
        spec: {path: /Shared/load, language: PYTHON, content: print(1)}
        """;

    protected const string Job = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksJob
        metadata: {name: nightly}
        spec:
          tasks: [{taskKey: main, existingClusterRef: {name: etl}, notebookTask: {notebookRef: {name: load}}}]
        """;

    protected const string Run = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksJobRun
        metadata: {name: once}
        spec: {jobRef: {name: nightly}}
        """;

    protected const string Warehouse = """
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksSqlWarehouse
        metadata: {name: reports}
        spec: {clusterSize: Small, warehouseType: PRO, autoStopMins: 15}
        """;

    /// <summary>For files of the test; it goes with it.</summary>
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("gitops-").FullName;

    private protected OperatedWorkspace Place { get; private set; } = null!;

    private protected ApiServerProxy Proxy { get; private set; } = null!;

    private protected virtual WorkspaceOptions Options => new();

    public async ValueTask InitializeAsync()
    {
        Proxy = await ApiServerProxy.StartAsync(controlPlane);
        Place = await OperatedWorkspace.StartAsync(controlPlane, "gitops", Options, await Proxy.WriteKubeconfigAsync(Folder));
        await Place.Kubectl.ApplyAsync(Harness.Manifest.Secret(WorkspaceOptions.DefaultToken));
    }

    public async ValueTask DisposeAsync()
    {
        await Place.DisposeAsync();
        await Proxy.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>One of each kind; the Secret of the workspace is in no Git repository.</summary>
    private protected string[] Everything =>
        [Harness.Manifest.Workspace(Place.Host, "default"), Run, Job, Cluster, Notebook, Warehouse];

    private protected ArgoApplication Application(ArgoSync sync = ArgoSync.ClientSide, string name = "app") =>
        new(controlPlane, Place.Kubectl.Namespace, name, sync);

    private protected async Task<ArgoApplication> SyncedAsync(ArgoSync sync, params string[] yaml)
    {
        var application = Application(sync);
        application.Commit(yaml);
        await application.SyncAsync(() => Place.Log);
        return application;
    }

    /// <summary>Ends the one run that has not ended.</summary>
    private protected void FinishRun(TaskFailure? failure = null) =>
        Place.Remote.Runs.Finish(Place.Remote.Runs.Ids.Single(id => Place.Remote.Runs.Find(id)!["state"]!["result_state"] is null), failure);

    /// <summary>A field of an object, as a path.</summary>
    private protected Task<string> FieldAsync(GitManifest manifest, string path) =>
        Place.Kubectl.FieldAsync($"{manifest.Kind.ToLowerInvariant()}s", manifest.Name, path);

    /// <summary>No status ever said that a person has to do something.</summary>
    private protected void AssertNeverStalled() => Assert.Empty(
        Proxy.Journal.Where(request => request.IsStatusPatch && IsStalled(JsonNode.Parse(request.Body)!)).Select(request => $"{request.Path} {request.Body}"));

    private static bool IsStalled(JsonNode patch) => (patch["status"]?["conditions"] as JsonArray ?? []).Any(
        condition => (string)condition!["type"]! == "Stalled" && (string)condition["status"]! == "True");
}
