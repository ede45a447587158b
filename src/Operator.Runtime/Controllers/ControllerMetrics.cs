using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Operator.Runtime.Controllers;

/// <summary>What the engine counts. Labels are kinds and outcomes only, never names of objects.</summary>
internal sealed class ControllerMetrics : IDisposable
{
    private readonly ConcurrentDictionary<string, Func<(int Ready, int Delayed)>> queues = new();
    private readonly Meter meter;
    private readonly Histogram<double> duration;

    public ControllerMetrics(IMeterFactory factory)
    {
        meter = factory.Create("databricks-operator.runtime");
        duration = meter.CreateHistogram<double>("operator_reconcile_duration", "s", "Duration of reconciles by kind and outcome.");
        meter.CreateObservableGauge("operator_workqueue_depth", Queues, "{key}", "Keys in the work queue by kind and state (ready, delayed).");
    }

    public void ObserveQueue(string kind, Func<(int Ready, int Delayed)> counts) => queues[kind] = counts;

    public void PassEnded(string kind, string outcome, TimeSpan elapsed) =>
        duration.Record(elapsed.TotalSeconds, new TagList { { "kind", kind }, { "outcome", outcome } });

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<int>> Queues()
    {
        foreach (var (kind, counts) in queues)
        {
            var (ready, delayed) = counts();
            yield return new(ready, new TagList { { "kind", kind }, { "state", "ready" } });
            yield return new(delayed, new TagList { { "kind", kind }, { "state", "delayed" } });
        }
    }
}
