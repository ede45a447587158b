using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using Operator.Databricks.Http;
using Operator.Options;
using Operator.Runtime.Telemetry;

namespace Operator.Telemetry;

/// <summary>Which spans are kept, and where they are sent.</summary>
internal static class TraceServices
{
    /// <summary>Without an endpoint nothing listens, and then no span is made.</summary>
    public static void AddExportedTraces(this IServiceCollection services, OperatorOptions.TraceSettings settings)
    {
        if (settings.Endpoint.Length > 0)
        {
            services.AddOpenTelemetry().WithTracing(traces => traces.AddPasses(settings).AddOtlpExporter(exporter => Send(exporter, settings)));
        }
    }

    /// <summary>A pass is kept or left out as a whole.</summary>
    public static TracerProviderBuilder AddPasses(this TracerProviderBuilder traces, OperatorOptions.TraceSettings settings) => traces
        .AddSource(PassTraces.SourceName, CallTraces.SourceName)
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.SamplePercent / 100.0)));

    /// <summary>Over gRPC the method names the signal; over HTTP the path does, which the exporter adds to no endpoint that it is given.</summary>
    private static void Send(OtlpExporterOptions exporter, OperatorOptions.TraceSettings settings)
    {
        var endpoint = new Uri(settings.Endpoint);
        (exporter.Protocol, exporter.Endpoint) = settings.Protocol == "grpc"
            ? (OtlpExportProtocol.Grpc, endpoint)
            : (OtlpExportProtocol.HttpProtobuf, new Uri(endpoint, "v1/traces"));
    }
}
