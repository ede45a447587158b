using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Operator.Kinds;
using Operator.Workspaces;

namespace Operator.Telemetry;

/// <summary>Puts together what is measured and where it is shown.</summary>
internal static class TelemetryServices
{
    /// <summary>What is measured. After the kinds, because it sees their objects, their calls and their events.</summary>
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<BuildMetrics>();
        services.AddSingleton<CallMetrics>();
        services.AddSingleton<ObjectMetrics>();
        services.AddSingleton<WorkspaceMetrics>();
        foreach (var kind in KindRegistry.All)
        {
            services.AddSingleton(typeof(IObjectStates), typeof(ObjectStates<>).MakeGenericType(kind.Resource));
        }

        services.AddSingleton(Observed);
    }

    /// <summary>Makes the gauges, which nothing else asks for.</summary>
    public static void StartMeasuring(this IServiceProvider services) =>
        _ = (services.GetRequiredService<BuildMetrics>(), services.GetRequiredService<ObjectMetrics>(), services.GetRequiredService<WorkspaceMetrics>());

    /// <summary>Serves it at /metrics.</summary>
    public static void AddExportedTelemetry(this IServiceCollection services) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("databricks-operator", serviceVersion: DefaultWorkspace.ThisVersion()))
        .WithMetrics(metrics => metrics
            .AddMeter([.. MetricCatalog.Meters])
            .AddView(MetricViews.Of)
            // The meter's name says nothing to those who read these metrics, and would be a label of every series.
            .AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false));

    private static ConnectWorkspace Observed(IServiceProvider provider)
    {
        var (connect, metrics) = (WorkspaceKind.Connector(provider), provider.GetRequiredService<CallMetrics>());
        var (time, logger) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<WorkspaceAvailability>>());
        return options => connect(options with
        {
            Observer = new ObservedCalls(options.Name, metrics, new WorkspaceAvailability(options.Name, options.Host.ToString(), time, logger)),
        });
    }
}
