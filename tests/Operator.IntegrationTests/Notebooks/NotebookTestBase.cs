using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Notebooks;

/// <summary>A notebook that is applied with kubectl, a simulated workspace, and an operator between them.</summary>
public abstract class NotebookTestBase(ControlPlane controlPlane) : IAsyncLifetime
{
    protected const string Path = "/Shared/etl/load";

    protected SimulatorHost Simulator { get; private set; } = null!;

    protected NamespacedKubectl Kubectl { get; private set; } = null!;

    protected RunningOperator Process { get; set; } = null!;

    protected ApiServerProxy Proxy { get; private set; } = null!;

    protected string Folder { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Workspaces = [new WorkspaceOptions()] }, TestContext.Current.CancellationToken);
        Kubectl = await controlPlane.PrepareAsync("notebooks");
        Proxy = await ApiServerProxy.StartAsync(controlPlane);
        Folder = Directory.CreateTempSubdirectory("databricks-operator-").FullName;
        Process = OperatorInProcess.Start(Kubectl, Simulator.Url, kubeconfig: await Proxy.WriteKubeconfigAsync(Folder), firstStatus: TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Proxy.DisposeAsync();
        await Simulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static string Manifest(string further = "", string content = "content: print(1)") => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksNotebook
        metadata: {name: load}
        spec:
          path: /Workspace{{Path}}
          language: PYTHON
          {{content}}
          {{further}}
        """;

    protected string Source => Simulator.Workspace.Objects.Source(Path);

    protected JsonObject Find() => Simulator.Workspace.Objects.Find(Path)!;

    protected IEnumerable<string> Calls(string operation) => Simulator.Workspace.Journal.Of(operation).Select(call => call.Body ?? "");

    protected IEnumerable<string> Mutations() => Simulator.Workspace.Journal.After(0).Where(call => call.Mutating).Select(call => call.Operation);

    protected Task<string> FieldAsync(string field) => Kubectl.FieldAsync("databricksnotebooks", "load", field);

    protected Task<string> ReasonAsync() => FieldAsync(".status.conditions[?(@.type==\"Ready\")].reason");

    protected Task<string> PatchAsync(string patch) => Kubectl.RunAsync("patch", "databricksnotebook", "load", "--type=merge", "-p", patch);

    protected Task<string> EventsAsync() => Kubectl.RunAsync("get", "events", "-o", "jsonpath={.items[*].reason}");

    protected async Task ReadyAsync(string further = "", string content = "content: print(1)")
    {
        await Kubectl.ApplyAsync(Manifest(further, content));
        await Eventually.ReachesAsync(
            _ => FieldAsync(".status.conditions[?(@.type==\"Ready\")].status"), status => status == "True", "Ready", TimeSpan.FromSeconds(30), status => status
                + Process.Log);
    }

    /// <summary>Ready and in sync, said of that very generation, with nothing left to do.</summary>
    protected Task<string> SyncedAsync(int generation) => Eventually.ReachesAsync(
        _ => Kubectl.ConditionsAsync("databricksnotebooks", "load"),
        shown => shown.Contains($"Ready=True@{generation}", StringComparison.Ordinal)
            && shown.Contains($"Synced=True@{generation}", StringComparison.Ordinal) && !shown.Contains("Reconciling", StringComparison.Ordinal),
        $"Ready and Synced at generation {generation}",
        TimeSpan.FromSeconds(30),
        shown => shown + Process.Log);
}
