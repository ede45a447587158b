using System.Diagnostics.Metrics;
using Operator.Runtime.Telemetry;

namespace Operator.Runtime.Informers;

/// <summary>What is measured about informers.</summary>
internal sealed class InformerMetrics : IDisposable
{
    private static readonly MetricDefinition Silence = MetricDefinition.Age(
        "informer_silence",
        "Since the API server last gave a usable answer about the kind, in that of its namespaces where it is longest. It grows while what the operator knows "
            + "of the kind may be out of date.",
        "kind");

    private static readonly MetricDefinition Refused = MetricDefinition.Gauge(
        "refused_scopes", "Namespaces of a kind, or the whole kind, that the API server does not let the operator see; anything but 0 wants a person.", "kind");

    private readonly Meter meter;

    public InformerMetrics(IMeterFactory factory, IEnumerable<IInformer> informers)
    {
        meter = factory.Create(RuntimeMeter.Name);
        Silence.Observe(meter, () => informers.Select(informer => Silence.Value(informer.Silence.TotalSeconds, informer.Kind)));
        Refused.Observe(meter, () => informers.Select(informer => Refused.Value(informer.Refused.Count, informer.Kind)));
    }

    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [Silence, Refused];

    public void Dispose() => meter.Dispose();
}
