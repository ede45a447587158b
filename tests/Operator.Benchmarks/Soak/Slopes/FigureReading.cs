using System.Globalization;
using System.Text.RegularExpressions;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Soak.Slopes;

/// <summary>The figures of one moment, in the order of <see cref="SoakFigure.All"/>.</summary>
internal static partial class FigureReading
{
    private const double Mebibyte = 1024 * 1024;

    /// <param name="status">The text of /proc/PID/status.</param>
    /// <param name="descriptors">How many entries /proc/PID/fd has.</param>
    /// <param name="metrics">The text of /metrics.</param>
    public static IReadOnlyList<double> Of(string status, int descriptors, string metrics)
    {
        var connections = Sum(metrics, "http_client_open_connections");
        var values = new Dictionary<string, double>
        {
            [SoakFigure.Memory] = Line(status, "VmRSS") / 1024,
            [SoakFigure.Heap] = Required(metrics, "dotnet_gc_last_collection_heap_size_bytes") / Mebibyte,
            // A connection at rest is closed after two minutes, so that their number says how long ago the last call was.
            [SoakFigure.Handles] = descriptors - connections,
            [SoakFigure.Connections] = connections,
            [SoakFigure.Threads] = Line(status, "Threads"),
            [SoakFigure.Timers] = Required(metrics, "dotnet_timer_count"),
            [SoakFigure.Queue] = Required(metrics, "databricks_operator_workqueue_depth"),
            [SoakFigure.Series] = LabelSet().Count(metrics),
        };
        return [.. SoakFigure.All.Select(figure => values[figure.Name])];
    }

    private static double Sum(string metrics, string metric) => ExposedMetrics.Of(metrics, metric).Sum(sample => sample.Value);

    /// <summary>A figure that is always 0 would be flat.</summary>
    private static double Required(string metrics, string metric) => ExposedMetrics.Of(metrics, metric).Any()
        ? Sum(metrics, metric)
        : throw new InvalidOperationException($"The operator's metrics lack {metric}.");

    private static double Line(string status, string name) =>
        StatusLine().Matches(status).FirstOrDefault(line => line.Groups["name"].Value == name) is { } found
            ? double.Parse(found.Groups["value"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The kernel's status of the operator lacks {name}.");

    /// <summary>A histogram counts once for each of its label sets, and not once more for each bucket.</summary>
    [GeneratedRegex("^\\w+(?<!_bucket|_sum)[{ ]", RegexOptions.Multiline)]
    private static partial Regex LabelSet();

    [GeneratedRegex("^(?<name>\\w+):\\s+(?<value>\\d+)", RegexOptions.Multiline)]
    private static partial Regex StatusLine();
}
