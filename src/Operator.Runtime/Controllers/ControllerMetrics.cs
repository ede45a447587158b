using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Operator.Runtime.Queues;
using Operator.Runtime.Telemetry;

namespace Operator.Runtime.Controllers;

/// <summary>What is measured about passes and the queues they are taken from.</summary>
internal sealed class ControllerMetrics : IDisposable
{
    private static readonly MetricDefinition Passes = MetricDefinition.Count(
        "reconciles",
        "Reconciles. Outcome: done, requeued, parked (the workspace's share of workers is used up), failed, conflict, timeout, unavailable (the API server), "
            + "error, stopped, nothing.",
        "kind",
        "outcome");

    private static readonly MetricDefinition PassDuration = MetricDefinition.Duration(
        "reconcile_duration", "How long reconciles took, whatever their outcome.", "kind");

    private static readonly MetricDefinition QueueDepth = MetricDefinition.Gauge(
        "workqueue_depth", "Keys in the work queue. State: ready, delayed (until their time comes), processing.", "kind", "state");

    private static readonly MetricDefinition QueueAge = MetricDefinition.Age(
        "workqueue_oldest", "How long the key that has waited longest for a worker has been ready; 0 when none waits.", "kind");

    private readonly ConcurrentDictionary<string, Func<WorkQueueLoad>> queues = new();
    private readonly Meter meter;
    private readonly Counter<long> passes;
    private readonly Histogram<double> duration;

    public ControllerMetrics(IMeterFactory factory)
    {
        meter = factory.Create(RuntimeMeter.Name);
        (passes, duration) = (Passes.Counter(meter), PassDuration.Histogram(meter));
        QueueDepth.Observe(meter, Depths);
        QueueAge.Observe(meter, () => queues.Select(queue => QueueAge.Value(queue.Value().OldestReady.TotalSeconds, queue.Key)));
    }

    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [Passes, PassDuration, QueueDepth, QueueAge];

    public void ObserveQueue(string kind, Func<WorkQueueLoad> load) => queues[kind] = load;

    public void PassEnded(string kind, string outcome, TimeSpan elapsed)
    {
        passes.Add(1, Passes.Tags(kind, outcome));
        duration.Record(elapsed.TotalSeconds, PassDuration.Tags(kind));
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<int>> Depths()
    {
        foreach (var (kind, load) in queues)
        {
            var now = load();
            yield return QueueDepth.Value(now.Ready, kind, "ready");
            yield return QueueDepth.Value(now.Delayed, kind, "delayed");
            yield return QueueDepth.Value(now.Processing, kind, "processing");
        }
    }
}
