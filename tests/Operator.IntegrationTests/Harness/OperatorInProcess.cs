using System.Text;
using k8s;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Operator.Hosting;
using Operator.Reconciling;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Operator.IntegrationTests.Harness;

/// <summary>
/// The whole program in the process of the tests. All of it is there but the process: a test that kills it, or looks at its exit code, has an
/// <see cref="OperatorProcess"/>. It starts in no time, because what it runs has been compiled for the tests before.
/// </summary>
public sealed class OperatorInProcess : RunningOperator
{
    /// <summary>Never disposed: without a timer there is nothing to free, and a test may stop the operator before the fixture does.</summary>
    private readonly CancellationTokenSource stopped = new();
    private readonly LogLines log;
    private readonly Task<string?> run;

    private OperatorInProcess(Dictionary<string, string> environment, NamespacedKubectl kubectl, TimeSpan? firstStatus)
        : base(kubectl)
    {
        log = new LogLines();
        run = Task.Run(() => RunAsync(environment, firstStatus), CancellationToken.None);
    }

    public override string Log => log.Text + (run.IsCompleted ? $"ended: {run.Exception?.ToString() ?? run.Result}" : "");

    /// <summary>As <see cref="RunningOperator.Variables"/> says.</summary>
    /// <param name="kubectl">Where.</param>
    /// <param name="workspace">The default workspace; null for none.</param>
    /// <param name="observeSeconds">Between looks at the workspace.</param>
    /// <param name="token">The credential for the workspace.</param>
    /// <param name="kubeconfig">Whose identity; the cluster's administrator by default.</param>
    /// <param name="further">Further variables, which win.</param>
    /// <param name="firstStatus">
    /// How long a first pass may take until a status is written before its end: a test that counts writes waits longer than any machine is slow. By
    /// default as shipped.
    /// </param>
    public static OperatorInProcess Start(
        NamespacedKubectl kubectl,
        Uri? workspace,
        int observeSeconds = 2,
        string token = "dapi-simulator",
        string? kubeconfig = null,
        IReadOnlyDictionary<string, string>? further = null,
        TimeSpan? firstStatus = null) =>
        new(Variables(kubectl, workspace, observeSeconds, token, kubeconfig, further), kubectl, firstStatus);

    /// <summary>Stops it as SIGTERM would.</summary>
    public override async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        try
        {
            await run;
        }
        catch (OperationCanceledException)
        {
            // It was stopped before it had started.
        }
    }

    private async Task<string?> RunAsync(Dictionary<string, string> environment, TimeSpan? firstStatus)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                environment.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value))).Build();
        var builder = OperatorProgram.Builder(configuration, () => KubernetesClientConfiguration.BuildConfigFromConfigFile(environment["KUBECONFIG"]));
        builder.Services.AddSerilog(logging => logging.MinimumLevel.Debug()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .Enrich.FromLogContext().WriteTo.Sink(log));
        if (firstStatus is { } patience)
        {
            var timing = (ReconcileIntervals)builder.Services.Single(service => service.ServiceType == typeof(ReconcileIntervals)).ImplementationInstance!;
            builder.Services.AddSingleton(timing with { FirstStatus = patience });
        }

        await using var application = builder.Build();
        return await OperatorProgram.RunAsync(application, stopped.Token);
    }

    /// <summary>The lines that the program would print.</summary>
    private sealed class LogLines : ILogEventSink
    {
        private readonly Lock gate = new();
        private readonly StringBuilder lines = new();
        private readonly RenderedCompactJsonFormatter formatter = new();

        public string Text
        {
            get
            {
                lock (gate)
                {
                    return lines.ToString();
                }
            }
        }

        public void Emit(LogEvent logEvent)
        {
            using var line = new StringWriter();
            formatter.Format(logEvent, line);
            lock (gate)
            {
                lines.Append(line);
            }
        }
    }
}
