using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Operator.Benchmarks.Processes;

/// <summary>The operator in a process of its own, without leader election: a restart would measure the wait for the lease.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private const int LinesKept = 40;

    private readonly Process process;
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    private OperatorProcess(Process process, string listen) => (this.process, Metrics) = (process, new Uri($"{listen}/metrics"));

    /// <summary>Of the process.</summary>
    public int Id => process.Id;

    /// <summary>Where its metrics are.</summary>
    public Uri Metrics { get; }

    /// <summary>The last lines of its log.</summary>
    public string Log
    {
        get
        {
            lock (gate)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <param name="program">The published operator.</param>
    /// <param name="kubeconfig">Of the API server.</param>
    /// <param name="namespace">The one that it watches; empty for all.</param>
    /// <param name="settings">Further variables of its environment.</param>
    public static OperatorProcess Start(string program, string kubeconfig, string @namespace, params (string Name, string Value)[] settings)
    {
        var listen = $"http://{FreeAddress()}";
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["OPERATOR__WATCHNAMESPACES"] = @namespace;
        start.Environment["OPERATOR__LEADERELECTION__ENABLED"] = "false";
        start.Environment["OPERATOR__LISTEN"] = listen;
        start.Environment["OPERATOR__ALLOWINSECUREHOSTS"] = "true";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var running = new OperatorProcess(new Process { StartInfo = start }, listen);
        running.process.OutputDataReceived += (_, line) => running.Keep(line.Data);
        running.process.ErrorDataReceived += (_, line) => running.Keep(line.Data);
        running.process.Start();
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        return running;
    }

    /// <summary>What it has used since it started; the kernel counts in hundredths of a second.</summary>
    public ProcessUse Use()
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"The operator ended with {process.ExitCode}:\n{Log}");
        }

        process.Refresh();
        return new ProcessUse(process.TotalProcessorTime, process.PeakWorkingSet64);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    /// <summary>The log does not say which port was taken where any would do, so one is chosen that is free now.</summary>
    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesKept)
            {
                lines.Dequeue();
            }
        }
    }
}
