using System.Diagnostics;
using System.Text;

namespace Operator.FaultTests.Harness;

/// <summary>The program as it is shipped, in a process of its own, so that it can be killed like one.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private readonly StringBuilder log = new();
    private readonly Process process;

    private OperatorProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    public bool HasExited => process.HasExited;

    /// <summary>Quick timings, so that tests need not wait; everything else is as by default.</summary>
    public static OperatorProcess Start(string kubeconfig, Uri? workspace, string @namespace, int observeSeconds = 2) => Start(
        new Dictionary<string, string?> { ["KUBECONFIG"] = kubeconfig, ["DATABRICKS_HOST"] = workspace?.ToString(), ["DATABRICKS_TOKEN"] = workspace is null ? null : "dapi-simulator" },
        [
            "--watch-namespaces", @namespace, "--leader-election-namespace", @namespace, "--listen", "http://127.0.0.1:0", "--allow-insecure-hosts",
            "--transition-seconds", "1", "--observe-seconds", $"{observeSeconds}", "--create-grace-seconds", "1", "--log-level", "Debug", "--log-format", "console",
        ]);

    public static OperatorProcess Start(IReadOnlyDictionary<string, string?> environment, IEnumerable<string> arguments)
    {
        var quick = new Dictionary<string, string?>(environment)
        {
            ["OPERATOR__LEADERELECTION__LEASEDURATIONSECONDS"] = "3",
            ["OPERATOR__LEADERELECTION__RENEWDEADLINESECONDS"] = "2",
            ["OPERATOR__LEADERELECTION__RETRYPERIODSECONDS"] = "1",
        };
        return new OperatorProcess(Shell.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "databricks-operator.dll"), .. arguments], quick));
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill() => process.Kill();

    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private void Append(string? line)
    {
        lock (log)
        {
            log.AppendLine(line);
        }
    }
}
