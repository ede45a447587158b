using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Operator.IntegrationTests.Harness;

namespace Operator.Benchmarks.Processes;

/// <summary>The operator in a process of its own, without leader election: a restart would measure the wait for the lease.</summary>
internal sealed class OperatorProcess : MeasuredProcess
{
    private OperatorProcess(ProcessStartInfo start, string listen)
        : base(start) => Metrics = new Uri($"{listen}/metrics");

    /// <summary>Where its metrics are.</summary>
    public Uri Metrics { get; }

    /// <param name="program">The published operator.</param>
    /// <param name="kubeconfig">Of the API server.</param>
    /// <param name="namespace">The one that it watches; empty for all.</param>
    /// <param name="settings">Further variables of its environment.</param>
    public static OperatorProcess Start(string program, string kubeconfig, string @namespace, params (string Name, string Value)[] settings)
    {
        var listen = $"http://{FreeAddress()}";
        var start = new ProcessStartInfo("dotnet", [program]);
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["OPERATOR__WATCHNAMESPACES"] = @namespace;
        start.Environment["OPERATOR__LEADERELECTION__ENABLED"] = "false";
        start.Environment["OPERATOR__LISTEN"] = listen;
        start.Environment["OPERATOR__ALLOWINSECUREHOSTS"] = "true";
        var image = ImageEnvironment.Of(File.ReadAllText(Repository.File("Dockerfile")));
        foreach (var (name, value) in image.Select(variable => (variable.Key, variable.Value)).Concat(settings))
        {
            start.Environment[name] = value;
        }

        return new OperatorProcess(start, listen);
    }

    /// <summary>The log does not say which port was taken where any would do, so one is chosen that is free now.</summary>
    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
