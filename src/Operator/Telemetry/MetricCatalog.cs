using Operator.Runtime.Telemetry;

namespace Operator.Telemetry;

/// <summary>Everything this program measures; docs/metrics.md is made of it, and a test compares it with what /metrics shows.</summary>
internal static class MetricCatalog
{
    /// <summary>By what they are about, in the order of the page.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<MetricDefinition> Metrics)> Sections { get; } =
    [
        ("Objects and workspaces", [.. ObjectMetrics.Metrics, .. WorkspaceMetrics.Metrics, .. RuntimeMeter.OfObjects]),
        ("Calls to workspaces", CallMetrics.Metrics),
        ("The program", [.. BuildMetrics.Metrics, .. RuntimeMeter.OfTheEngine]),
    ];

    public static IEnumerable<MetricDefinition> All => Sections.SelectMany(section => section.Metrics);

    /// <summary>Meters of .NET itself, by name, with what they are about.</summary>
    public static IReadOnlyList<(string Meter, string Prefix, string Meaning)> Platform { get; } =
    [
        ("System.Runtime", "dotnet_", "memory, garbage collection, threads, locks, exceptions and CPU of the process"),
        ("System.Net.Http", "http_client_", "connections and requests by host, of Databricks and of the API server"),
    ];

    public static IEnumerable<string> Meters => Platform.Select(meter => meter.Meter).Concat([OperatorMeter.Name, RuntimeMeter.Name]);
}
