using System.Diagnostics;

namespace Operator.Benchmarks.Processes;

/// <summary>The operator in a process of its own, for one namespace, without leader election: a restart would measure the wait for the lease.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private const int LinesKept = 40;

    private readonly Process process;
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    private OperatorProcess(Process process) => this.process = process;

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

    public static OperatorProcess Start(string program, string kubeconfig, string @namespace)
    {
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["OPERATOR__WATCHNAMESPACES"] = @namespace;
        start.Environment["OPERATOR__LEADERELECTION__ENABLED"] = "false";
        start.Environment["OPERATOR__LISTEN"] = "http://127.0.0.1:0";
        start.Environment["OPERATOR__ALLOWINSECUREHOSTS"] = "true";
        var running = new OperatorProcess(new Process { StartInfo = start });
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
