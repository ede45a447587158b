using System.Diagnostics.Metrics;
using Operator.Reconciling;
using Operator.Runtime.Telemetry;
using Operator.Workspaces;

namespace Operator.Telemetry;

/// <summary>Which program this is.</summary>
internal sealed class BuildMetrics : IDisposable
{
    private static readonly MetricDefinition Info = MetricDefinition.Gauge(
        "build_info",
        "1, with the version and the id of this installation, which is part of the mark on everything it creates. The id also stands in the log at the start "
            + "and on the leader lease, as the annotation databricks-operator.io/installation-id.",
        "version",
        "installation");

    private readonly Meter meter;

    public BuildMetrics(IMeterFactory factory, Installation installation)
    {
        meter = factory.Create(OperatorMeter.Name);
        Info.Observe<int>(meter, () => installation.Known is { } id ? [Info.Value(1, DefaultWorkspace.ThisVersion(), id)] : []);
    }

    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [Info];

    public void Dispose() => meter.Dispose();
}
