using System.Diagnostics;

namespace Operator.Benchmarks.Processes;

/// <summary>A program in a process of its own, whose use of the machine is read and whose last lines are kept.</summary>
internal class MeasuredProcess : IAsyncDisposable
{
    private const int LinesKept = 40;

    private readonly Process process;
    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    /// <param name="start">Is given both streams of output.</param>
    public MeasuredProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Of the process.</summary>
    public int Id => process.Id;

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

    /// <summary>All of its standard input, which ends with it.</summary>
    protected void Write(string input)
    {
        process.StandardInput.Write(input);
        process.StandardInput.Close();
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
