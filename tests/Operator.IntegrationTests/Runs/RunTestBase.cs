using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Runs;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Runs;

/// <summary>A run that is applied with kubectl, a simulated workspace with its job, and an operator between them.</summary>
public abstract class RunTestBase(ControlPlane controlPlane) : IAsyncLifetime
{
    private static readonly RunOptions Options = new() { RunningDuration = TimeSpan.FromHours(1), TerminatingDuration = TimeSpan.FromSeconds(1) };

    protected SimulatorHost Simulator { get; private set; } = null!;

    protected NamespacedKubectl Kubectl { get; private set; } = null!;

    protected RunningOperator Process { get; set; } = null!;

    protected long Job { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Simulator = await SimulatorHost.StartAsync(
            new SimulatorOptions { Workspaces = [new WorkspaceOptions { Runs = Options }] }, TestContext.Current.CancellationToken);
        Kubectl = await controlPlane.PrepareAsync("runs");
        Process = OperatorInProcess.Start(Kubectl, Simulator.Url);
        Job = Simulator.Workspace.Jobs.Create(
            JsonNode.Parse("""{"name":"etl","max_concurrent_runs":10,"tasks":[{"task_key":"load","notebook_task":{"notebook_path":"/load"}}]}""")!.AsObject(),
            "ada@example.com");
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected string Manifest(string further = "", string? run = null) => $$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: DatabricksJobRun
        metadata: {name: r}
        spec: { {{run ?? $"jobId: \"{Job}\""}}{{(further.Length > 0 ? $", {further}" : "")}} }
        """;

    protected long Id => Simulator.Workspace.Runs.Ids.Single();

    protected IEnumerable<string> Calls(string operation) => Simulator.Workspace.Journal.Of(operation).Select(call => call.Body ?? "");

    protected Task<string> FieldAsync(params string[] paths) => Kubectl.FieldAsync("databricksjobruns", "r", paths);
}
