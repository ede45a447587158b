using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Controllers;
using Operator.Runtime.Hosting;
using Operator.Runtime.Informers;

namespace Operator.IntegrationTests.Replicas;

/// <summary>A whole operator for Widgets, built like the real one, with waits that are short enough for a test.</summary>
internal sealed class WidgetOperator : IAsyncDisposable
{
    private readonly IHost host;

    private WidgetOperator(IHost host) => this.host = host;

    public PassJournal Journal => host.Services.GetRequiredService<PassJournal>();

    public Informer<Widget> Informer => host.Services.GetRequiredService<Informer<Widget>>();

    /// <summary>Starts one in this process, without leader election unless <paramref name="configure"/> turns it on.</summary>
    public static async Task<WidgetOperator> StartAsync(KubernetesClientConfiguration connection, string @namespace, Action<OperatorSettings>? configure = null)
    {
        var started = new WidgetOperator(Build(connection, @namespace, new PassJournal(), settings =>
        {
            settings.LeaderElection = new() { Enabled = false };
            configure?.Invoke(settings);
        }));
        await started.host.StartAsync(TestContext.Current.CancellationToken);
        return started;
    }

    public static IHost Build(KubernetesClientConfiguration connection, string @namespace, PassJournal journal, Action<OperatorSettings> configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(connection).AddSingleton(journal);
        builder.Services
            .AddKubernetesOperator(settings =>
            {
                settings.Name = "widget-operator";
                settings.Namespaces = [@namespace];
                settings.Controllers = new ControllerOptions
                {
                    Workers = 8,
                    BackoffBase = TimeSpan.FromMilliseconds(50),
                    BackoffMaximum = TimeSpan.FromMilliseconds(500),
                };
                settings.Reflectors = new ReflectorOptions
                {
                    BackoffBase = TimeSpan.FromMilliseconds(50),
                    BackoffMaximum = TimeSpan.FromMilliseconds(500),
                    SilenceTimeout = TimeSpan.FromSeconds(3),
                };
                configure(settings);
            })
            .AddController<WidgetController, Widget>()
            .AddFinalizer<WidgetFinalizer, Widget>(WidgetFinalizer.Identifier);
        return builder.Build();
    }

    public Task StopAsync() => host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        host.Dispose();
    }
}
