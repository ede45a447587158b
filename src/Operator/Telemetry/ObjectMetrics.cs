using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Operator.Runtime.Telemetry;

namespace Operator.Telemetry;

/// <summary>How many objects do how, counted when the metrics are read.</summary>
internal sealed class ObjectMetrics : IDisposable
{
    public static readonly MetricDefinition Objects = MetricDefinition.Gauge(
        "objects",
        "Objects by what their conditions say. Ready and synced: True, False or Unknown; stalled: true or false; reason: that of Ready where it is not True, "
            + "else that of Synced where it is not True, else that of Ready. An object that cannot be read has the reason InvalidSpec and no workspace.",
        "kind",
        "workspace",
        "ready",
        "synced",
        "stalled",
        "reason");

    private readonly IReadOnlyList<IObjectStates> kinds;
    private readonly Meter meter;

    public ObjectMetrics(IMeterFactory factory, IEnumerable<IObjectStates> kinds)
    {
        this.kinds = [.. kinds];
        meter = factory.Create(OperatorMeter.Name);
        Objects.Observe(meter, Count);
    }

    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [Objects];

    public void Dispose() => meter.Dispose();

    private List<Measurement<int>> Count()
    {
        var counts = new Dictionary<ObjectState, int>();
        foreach (var state in kinds.SelectMany(kind => kind.All))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, state, out _)++;
        }

        return [.. counts.Select(pair => ValueOf(pair.Key, pair.Value))];
    }

    private static Measurement<int> ValueOf(ObjectState state, int count) => Objects.Value(
        count, state.Kind, state.Workspace, state.Ready, state.Synced, state.IsStalled ? "true" : "false", state.Reason);
}
