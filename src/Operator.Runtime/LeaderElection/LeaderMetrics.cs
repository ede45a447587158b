using System.Diagnostics.Metrics;
using Operator.Runtime.Client;
using Operator.Runtime.Telemetry;

namespace Operator.Runtime.LeaderElection;

/// <summary>Whether this process leads.</summary>
internal sealed class LeaderMetrics : IDisposable
{
    private static readonly MetricDefinition Leader = MetricDefinition.Gauge(
        "leader", "1 in the process that may write, 0 in a standby. Without leader election always 1.");

    private readonly Meter meter;

    public LeaderMetrics(IMeterFactory factory, IWriteFence fence)
    {
        meter = factory.Create(RuntimeMeter.Name);
        Leader.Observe<int>(meter, () => [Leader.Value(fence.Remaining > TimeSpan.Zero ? 1 : 0)]);
    }

    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [Leader];

    public void Dispose() => meter.Dispose();
}
