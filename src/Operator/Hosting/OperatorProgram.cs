using k8s;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Operator.Api.V1Alpha1;
using Operator.Kinds;
using Operator.Managed;
using Operator.Options;
using Operator.Permissions;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Hosting;
using Operator.Runtime.LeaderElection;
using Operator.Telemetry;
using Operator.Workspaces;
using Operator.Workspaces.Credentials;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Operator.Hosting;

/// <summary>Puts the program together and runs it. Every mistake in its surroundings ends in one clear line and exit code 1.</summary>
internal static class OperatorProgram
{
    public static async Task<int> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        try
        {
            await using var application = Builder(configuration, KubernetesConfiguration.Load).Build();
            return await RunAsync(application, cancellationToken).ConfigureAwait(false) is { } reason ? Fail(reason) : 0;
        }
        catch (StartupException exception)
        {
            return Fail(exception.Message);
        }
        catch (IOException exception)
        {
            // Kestrel's way to say that an address is taken.
            return Fail(exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <summary>Checks what the program needs and runs it until it is cancelled, or gives up: then the reason.</summary>
    internal static async Task<string?> RunAsync(WebApplication application, CancellationToken cancellationToken)
    {
        application.MapHealthChecks("/healthz", Checks(HealthTags.Live));
        application.MapHealthChecks("/readyz", Checks(HealthTags.Ready));
        application.MapPrometheusScrapingEndpoint();
        await ApiServerCheck.RunAsync(application.Services, cancellationToken).ConfigureAwait(false);
        await application.Services.GetRequiredService<InstallationReport>().PublishAsync(cancellationToken).ConfigureAwait(false);
        application.Services.StartMeasuring();
        // Fetched before the run, which disposes the services at its end.
        var lifetime = application.Services.GetRequiredService<OperatorLifetime>();
        await application.RunAsync(cancellationToken).ConfigureAwait(false);
        return lifetime.FatalReason;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"databricks-operator: {message}");
        return 1;
    }

    internal static OperatorOptions Options(IConfiguration configuration)
    {
        OperatorOptions options;
        try
        {
            options = configuration.GetSection(OperatorOptions.Section).Get<OperatorOptions>() ?? new OperatorOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupException($"An option has a value of the wrong type: {exception.Message}");
        }

        return options.Problems().ToList() is { Count: > 0 } problems ? throw new StartupException($"Invalid options: {string.Join("; ", problems)}") : options;
    }

    /// <summary>The whole program, not built yet, so that a test may replace what leads out of it.</summary>
    /// <param name="configuration">Flags, environment and file.</param>
    /// <param name="kubernetes">The way to the API server; asked for once the options are known to be right.</param>
    internal static WebApplicationBuilder Builder(IConfiguration configuration, Func<KubernetesClientConfiguration> kubernetes)
    {
        var options = Options(configuration);
        var builder = WebApplication.CreateSlimBuilder();
        // Only what the flags, OPERATOR__ variables and the file say: no ASPNETCORE_ variable changes this program.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls(options.Listen.Length == 0 ? "http://127.0.0.1:0" : options.Listen);
        builder.Services.AddSerilog(logging => Logging(logging, options));
        builder.Services.AddExportedTelemetry();
        builder.Services.AddExportedTraces(options.Traces);
        builder.Services.AddSingleton(kubernetes());
        AddOperator(builder.Services, options, configuration);
        return builder;
    }

    private static HealthCheckOptions Checks(string tag) =>
        new() { Predicate = check => check.Tags.Contains(tag), ResponseWriter = HealthProblems.WriteAsync };

    internal static void AddOperator(IServiceCollection services, OperatorOptions options, IConfiguration configuration)
    {
        services.AddSingleton(provider => new WriteFencePermit().Ask(provider.GetRequiredService<IWriteFence>()));
        // Read here and not on first use: a wrong host or credential must end the start, not a pass.
        var environment = DefaultWorkspace.Read(configuration, options, TimeProvider.System);
        services.AddSingleton(provider => new EnvironmentWorkspace(
            environment is null ? null : provider.GetRequiredService<ConnectWorkspace>()(environment),
            OperatorOptions.List(options.DefaultWorkspaceNamespaces)));
        services.AddSingleton(options);
        services.AddSingleton(new SharedDefault(options.DefaultWorkspace.Split('/') is [var @namespace, var name] ? new ObjectKey(@namespace, name) : null));
        services.AddSingleton(Intervals(options));
        services.AddSingleton(provider => new CreationLedger(TimeSpan.FromSeconds(options.CreateGraceSeconds), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new UpdateLedger(TimeSpan.FromSeconds(options.CreateGraceSeconds), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ResourceClient<k8s.Models.V1Namespace>>();
        services.AddSingleton<ResourceClient<k8s.Models.V1Secret>>();
        services.AddSingleton<SecretReader>();
        services.AddSingleton<IOperatorIdentity, OperatorIdentity>();
        services.AddSingleton<ManagedPermissions>();
        services.AddSingleton(provider => new Installation(provider.GetRequiredService<ResourceClient<k8s.Models.V1Namespace>>(), options.InstallationId));
        services.AddSingleton<InstallationReport>();
        services.AddSingleton(new MountedTokenFile(configuration["DATABRICKS_OIDC_TOKEN_FILEPATH"]));
        services.AddSingleton(AzureFederation.Read(configuration));
        var builder = services.AddKubernetesOperator(settings => Configure(settings, options));
        foreach (var kind in KindRegistry.All)
        {
            kind.Register(builder);
        }

        services.AddSingleton(OtherOperators.Create);
        services.AddHostedService(provider => provider.GetRequiredService<OtherOperators>());
        services.AddTelemetry();
    }

    private static ReconcileIntervals Intervals(OperatorOptions options) => new()
    {
        Observe = TimeSpan.FromSeconds(options.ObservationPeriodSeconds),
        Recheck = TimeSpan.FromSeconds(options.RecheckSeconds),
        Transition = TimeSpan.FromSeconds(options.TransitionSeconds),
        Resync = TimeSpan.FromSeconds(options.ResyncSeconds),
    };

    private static void Configure(OperatorSettings settings, OperatorOptions options)
    {
        settings.Namespaces = options.Namespaces;
        settings.EntityTypes = ApiJsonContext.Default;
        settings.LabelSelector = definition => definition.Group == ApiGroup.Name ? Labels.SelectorOf(options.Class) : null;
        settings.Controllers = settings.Controllers with { Workers = options.Workers, PassTimeout = TimeSpan.FromSeconds(options.PassTimeoutSeconds) };
        settings.LeaderElection = new LeaderElectionOptions
        {
            Enabled = options.LeaderElection.Enabled,
            LeaseName = options.LeaderElection.LeaseName,
            LeaseNamespace = options.LeaderElection.LeaseNamespace.Length > 0
                ? options.LeaderElection.LeaseNamespace
                : Environment.GetEnvironmentVariable("POD_NAMESPACE") ?? "",
            LeaseDuration = TimeSpan.FromSeconds(options.LeaderElection.LeaseDurationSeconds),
            RenewDeadline = TimeSpan.FromSeconds(options.LeaderElection.RenewDeadlineSeconds),
            RetryPeriod = TimeSpan.FromSeconds(options.LeaderElection.RetryPeriodSeconds),
        };
        OperatorLease.Describe(options, settings.LeaderElection);
    }

    private static void Logging(LoggerConfiguration logging, OperatorOptions options)
    {
        logging.MinimumLevel.Is(Enum.Parse<LogEventLevel>(options.LogLevel))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .Enrich.FromLogContext();
        if (options.LogFormat == "json")
        {
            logging.WriteTo.Console(new RenderedCompactJsonFormatter());
        }
        else
        {
            logging.WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Namespace}/{Name} {Message:lj}{NewLine}{Exception}",
                formatProvider: System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
