using Operator.Runtime.Controllers;
using Operator.Runtime.Events;
using Operator.Runtime.Informers;
using Operator.Runtime.LeaderElection;

namespace Operator.Runtime.Telemetry;

/// <summary>The meter of the engine and all that it measures.</summary>
public static class RuntimeMeter
{
    public const string Name = "databricks-operator.runtime";

    /// <summary>About objects.</summary>
    public static IReadOnlyList<MetricDefinition> OfObjects => EventMetrics.Metrics;

    /// <summary>About the engine itself.</summary>
    public static IReadOnlyList<MetricDefinition> OfTheEngine { get; } =
        [.. LeaderMetrics.Metrics, .. ControllerMetrics.Metrics, .. InformerMetrics.Metrics];
}
