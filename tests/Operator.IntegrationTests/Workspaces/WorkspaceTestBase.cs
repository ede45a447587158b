using Databricks.Simulator.Hosting;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Workspaces;

/// <summary>A simulated workspace, a namespace for its DatabricksWorkspace "prod", and an operator that has no other.</summary>
public abstract class WorkspaceTestBase(ControlPlane controlPlane) : IAsyncLifetime
{
    private protected SimulatorHost Simulator { get; private set; } = null!;

    private protected NamespacedKubectl Kubectl { get; private set; } = null!;

    private protected RunningOperator Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        Kubectl = await controlPlane.PrepareAsync("workspaces");
        Process = OperatorInProcess.Start(Kubectl, workspace: null);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Applies the Secret, the workspace and a cluster "c", and waits for the cluster.</summary>
    private protected async Task ReadyAsync()
    {
        await Kubectl.ApplyAsync(Manifest.Cluster("c"));
        await Kubectl.ApplyAsync(Manifest.Workspace(Simulator.Url));
        await Kubectl.ApplyAsync(Manifest.Secret("dapi-simulator"));
        await Process.ReadyAsync("c");
    }

    private protected static string Reason(string type) => $".status.conditions[?(@.type==\"{type}\")].reason";

    private protected Task<string> WorkspaceAsync(string field) => Kubectl.FieldAsync("databricksworkspaces", "prod", field);
}
