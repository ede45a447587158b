using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Operator.Telemetry;

/// <summary>
/// How much of each metric is shown. An operator runs for months: what grows with each new way to fail, or with each address that a host has had, would make
/// every scrape longer than the one before.
/// </summary>
internal static class MetricViews
{
    /// <summary>
    /// Series of one metric that are kept apart; what goes beyond is added up in one. Enough for a hundred workspaces; the default, 2000, is not.
    /// </summary>
    private const int MostSeries = 10_000;

    private const string Host = "server.address";
    private const string Port = "server.port";

    /// <summary>
    /// By instrument; null leaves it as it is. The names and attributes of .NET's own are those of
    /// https://learn.microsoft.com/dotnet/core/diagnostics/built-in-metrics-system-net.
    /// </summary>
    public static MetricStreamConfiguration? Of(Instrument instrument) => instrument.Name switch
    {
        _ when instrument.Name == CallMetrics.Requests.Name || instrument.Name == ObjectMetrics.Objects.Name =>
            new MetricStreamConfiguration { CardinalityLimit = MostSeries },
        // By method, host, status and error: seventeen lines for each of them if they had buckets. How long calls to workspaces take has a metric of our own.
        "http.client.request.duration" => new ExplicitBucketHistogramConfiguration { Boundaries = [] },
        // Without the address of the peer, because those of a cloud's front end come and go.
        "http.client.connection.duration" => new MetricStreamConfiguration { TagKeys = [Host, Port] },
        "http.client.open_connections" => new MetricStreamConfiguration { TagKeys = [Host, Port, "http.connection.state"] },
        _ => null,
    };
}
