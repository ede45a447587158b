using System.Diagnostics.Metrics;
using Operator.Reconciling;
using Operator.Runtime.Telemetry;
using Operator.Workspaces;

namespace Operator.Telemetry;

/// <summary>Which program this is, and who else is here.</summary>
internal sealed class BuildMetrics : IDisposable
{
    private static readonly MetricDefinition Info = MetricDefinition.Gauge(
        "build_info",
        "1, with the version and the id of this installation, which is part of the mark on everything it creates. The id also stands in the log at the start "
            + "and on the leader lease, as the annotation databricks-operator.io/installation-id.",
        "version",
        "installation");

    private static readonly MetricDefinition Others = MetricDefinition.Gauge(
        "other_operators", "Other operators, by their leader leases, that work on the same objects as this one. The log names them.");

    private readonly Meter meter;

    public BuildMetrics(IMeterFactory factory, Installation installation, OtherOperators others)
    {
        meter = factory.Create(OperatorMeter.Name);
        Info.Observe<int>(meter, () => installation.Known is { } id ? [Info.Value(1, DefaultWorkspace.ThisVersion(), id)] : []);
        Others.Observe<int>(meter, () => [Others.Value(others.Count)]);
    }

    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [Info, Others];

    public void Dispose() => meter.Dispose();
}
