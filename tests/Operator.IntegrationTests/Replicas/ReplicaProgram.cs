using System.Globalization;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Operator.Runtime.Hosting;
using Operator.Runtime.LeaderElection;

namespace Operator.IntegrationTests.Replicas;

/// <summary>An operator in a process of its own. Arguments: kubeconfig, namespace, milliseconds per pass. Passes go to standard output, one a line.</summary>
internal static class ReplicaProgram
{
    /// <summary>A fifth of the defaults.</summary>
    public static readonly LeaderElectionOptions Election = new()
    {
        LeaseName = "widget-operator",
        LeaseDuration = TimeSpan.FromSeconds(3),
        RenewDeadline = TimeSpan.FromSeconds(2),
        RetryPeriod = TimeSpan.FromSeconds(0.4),
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var connection = KubernetesClientConfiguration.BuildConfigFromConfigFile(arguments[0]);
        var journal = new PassJournal(Write) { Work = TimeSpan.FromMilliseconds(int.Parse(arguments[2], CultureInfo.InvariantCulture)) };
        using var host = WidgetOperator.Build(
            connection, arguments[1], journal, settings => settings.LeaderElection = Election with { LeaseNamespace = arguments[1] });
        // Asked for before the end: RunAsync disposes the services.
        var lifetime = host.Services.GetRequiredService<OperatorLifetime>();
        await host.RunAsync();
        return lifetime.ExitCode;
    }

    private static void Write(Pass pass)
    {
        lock (Election)
        {
            Console.Out.WriteLine(pass);
            Console.Out.Flush();
        }
    }
}
