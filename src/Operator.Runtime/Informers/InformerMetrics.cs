using System.Diagnostics.Metrics;

namespace Operator.Runtime.Informers;

/// <summary>What the informers count, by kind.</summary>
internal sealed class InformerMetrics : IDisposable
{
    private readonly Meter meter;

    public InformerMetrics(IMeterFactory factory, IEnumerable<IInformer> informers)
    {
        meter = factory.Create("databricks-operator.runtime");
        meter.CreateObservableGauge(
            "operator_refused_scopes",
            () => informers.Select(informer => new Measurement<int>(informer.Refused.Count, new KeyValuePair<string, object?>("kind", informer.Name))),
            "{scope}",
            "Namespaces of a kind, or the whole kind, that the API server does not let the operator see.");
    }

    public void Dispose() => meter.Dispose();
}
