using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Operator.IntegrationTests.Harness;

/// <summary>A process of ours, whose output is kept and which ends with the test at the latest.</summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int SignalInterrupt = 2;
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;
    private const int SignalContinue = 18;
    private const int SignalStop = 19;

    private readonly Process process;
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private readonly StringBuilder errors = new();

    private ChildProcess(Process process) => this.process = process;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    public string Errors
    {
        get
        {
            lock (gate)
            {
                return errors.ToString();
            }
        }
    }

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    public static ChildProcess Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        child.process.OutputDataReceived += (_, line) => child.Take(line.Data, isError: false);
        child.process.ErrorDataReceived += (_, line) => child.Take(line.Data, isError: true);
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a command to its end and returns its standard output; anything but exit code 0 is an exception with its errors.</summary>
    public static async Task<string> RunAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancellationToken = default)
    {
        await using var child = Start(file, arguments, environment);
        var code = await child.WaitAsync(cancellationToken);
        var output = string.Join('\n', child.Lines);
        return code == 0 ? output : throw new InvalidOperationException($"{Path.GetFileName(file)} ended with {code}: {child.Errors}{output}");
    }

    /// <summary>SIGKILL: it gets no chance to do anything.</summary>
    public void Kill() => Signal(SignalKill);

    /// <summary>SIGINT: as Ctrl-C in a terminal.</summary>
    public void Interrupt() => Signal(SignalInterrupt);

    /// <summary>SIGTERM: as Kubernetes stops a container.</summary>
    public void Terminate() => Signal(SignalTerminate);

    /// <summary>SIGSTOP: time goes on without it.</summary>
    public void Stop() => Signal(SignalStop);

    public void Continue() => Signal(SignalContinue);

    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Take(string? line, bool isError)
    {
        lock (gate)
        {
            if (line is not null && isError)
            {
                errors.AppendLine(line);
            }
            else if (line is not null)
            {
                lines.Add(line);
            }
        }
    }

    private void Signal(int signal)
    {
        if (!process.HasExited && NativeMethods.Kill(process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent to process {process.Id}: error {Marshal.GetLastPInvokeError()}");
        }
    }

    private static partial class NativeMethods
    {
        [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
        internal static partial int Kill(int process, int signal);
    }
}
