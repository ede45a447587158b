using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Operator.Runtime.Telemetry;

public enum MetricType
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>
/// One metric. The instrument that measures it is made of it, and so are its line in docs/metrics.md and the labels of each measurement, so that none of them
/// can say anything else. No label holds the name or id of an object: a thousand clusters are as many series as one.
/// </summary>
public sealed record MetricDefinition
{
    public const string Prefix = "databricks_operator_";

    private const string Seconds = "s";

    /// <summary>
    /// From a pass that only looks at memory to the longest one allowed. The defaults of OpenTelemetry are meant for milliseconds: in seconds nearly everything
    /// would fall into their first bucket.
    /// </summary>
    public static readonly IReadOnlyList<double> DurationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

    private MetricDefinition(string name, MetricType type, string? unit, string description, string[] labels) =>
        (Name, Type, Unit, Description, Labels) = (Prefix + name, type, unit, description, labels);

    /// <summary>The name of the instrument.</summary>
    public string Name { get; }

    public MetricType Type { get; }

    public string? Unit { get; }

    public string Description { get; }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>The name in Prometheus.</summary>
    public string ExposedName => $"{Name}{(Unit == Seconds ? "_seconds" : "")}{(Type == MetricType.Counter ? "_total" : "")}";

    public static MetricDefinition Duration(string name, string description, params string[] labels) =>
        new(name, MetricType.Histogram, Seconds, description, labels);

    public static MetricDefinition Age(string name, string description, params string[] labels) => new(name, MetricType.Gauge, Seconds, description, labels);

    public static MetricDefinition Count(string name, string description, params string[] labels) =>
        new(name, MetricType.Counter, null, description, labels);

    public static MetricDefinition Gauge(string name, string description, params string[] labels) => new(name, MetricType.Gauge, null, description, labels);

    public Histogram<double> Histogram(Meter meter) =>
        meter.CreateHistogram(Name, Unit, Description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets });

    public Counter<long> Counter(Meter meter) => meter.CreateCounter<long>(Name, Unit, Description);

    /// <summary>Asks for the values whenever the metrics are read.</summary>
    public void Observe<T>(Meter meter, Func<IEnumerable<Measurement<T>>> values)
        where T : struct => meter.CreateObservableGauge(Name, values, Unit, Description);

    public Measurement<T> Value<T>(T value, params ReadOnlySpan<string> labels)
        where T : struct => new(value, Tags(labels));

    /// <summary>The values of the labels, in the order of <see cref="Labels"/>.</summary>
    public TagList Tags(params ReadOnlySpan<string> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Labels.Count);
        var tags = default(TagList);
        for (var index = 0; index < values.Length; index++)
        {
            tags.Add(Labels[index], values[index]);
        }

        return tags;
    }
}
