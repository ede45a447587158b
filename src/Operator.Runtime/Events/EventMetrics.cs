using System.Diagnostics.Metrics;
using Operator.Runtime.Client;
using Operator.Runtime.Telemetry;

namespace Operator.Runtime.Events;

/// <summary>Counts what is published for `kubectl get events`: there each event is gone after an hour.</summary>
internal sealed class EventMetrics : IDisposable
{
    private static readonly MetricDefinition Events = MetricDefinition.Count(
        "events",
        "Transitions of objects, as in kubectl get events: Created, DriftDetected, DriftCorrected, and every reason in docs/operations.md but those of mere "
            + "progress, such as Provisioning. Type: Normal or Warning.",
        "kind",
        "type",
        "reason");

    private readonly Meter meter;
    private readonly Counter<long> events;

    public EventMetrics(IMeterFactory factory)
    {
        meter = factory.Create(RuntimeMeter.Name);
        events = Events.Counter(meter);
    }

    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [Events];

    public EventPublisher Counted(EventPublisher publish) => (entity, reason, message, type) =>
    {
        events.Add(1, Events.Tags(ResourceDefinition.Of(entity.GetType()).Kind, type.ToString(), reason));
        publish(entity, reason, message, type);
    };

    public void Dispose() => meter.Dispose();
}
