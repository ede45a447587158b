using System.Diagnostics.Metrics;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Status;
using Operator.Runtime.Telemetry;
using Operator.Workspaces;

namespace Operator.Telemetry;

/// <summary>What is measured about workspaces.</summary>
internal sealed class WorkspaceMetrics : IDisposable
{
    private static readonly MetricDefinition Workspaces = MetricDefinition.Gauge(
        "workspaces",
        "1 for each DatabricksWorkspace, with what its Ready says: True, False or Unknown, and its reason. The environment's workspace has no such object.",
        "workspace",
        "ready",
        "reason");

    private static readonly MetricDefinition Paused = MetricDefinition.Gauge(
        "api_breaker_open", "1 while calls to the workspace are not sent, because the last ones failed or were not answered.", "workspace");

    private readonly ObjectStore<DatabricksWorkspace> store;
    private readonly WorkspaceClients clients;
    private readonly EnvironmentWorkspace environment;
    private readonly Meter meter;

    public WorkspaceMetrics(IMeterFactory factory, ObjectStore<DatabricksWorkspace> store, WorkspaceClients clients, EnvironmentWorkspace environment)
    {
        (this.store, this.clients, this.environment) = (store, clients, environment);
        meter = factory.Create(OperatorMeter.Name);
        Workspaces.Observe(meter, () => store.Objects.Select(StateOf));
        Paused.Observe(meter, () => Clients.Select(client => Paused.Value(client.IsPaused ? 1 : 0, client.Name)));
    }

    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [Workspaces, Paused];

    private IEnumerable<WorkspaceClient> Clients => environment.Client is { } client ? clients.Open.Append(client) : clients.Open;

    public void Dispose() => meter.Dispose();

    private static Measurement<int> StateOf(DatabricksWorkspace workspace)
    {
        var ready = workspace.Status.Conditions.Find(ConditionTypes.Ready);
        return Workspaces.Value(1, ObjectKey.Of(workspace).ToString(), ready?.Status ?? Conditions.Unknown, ready?.Reason ?? "");
    }
}
