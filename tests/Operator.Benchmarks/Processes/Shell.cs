using System.Diagnostics;
using Operator.IntegrationTests.Harness;

namespace Operator.Benchmarks.Processes;

/// <summary>Commands that run to their end.</summary>
internal static class Shell
{
    /// <summary>What is measured; "-dirty" behind it when it was not committed.</summary>
    public static async Task<string> CommitAsync(CancellationToken cancellationToken) =>
        await RunAsync(cancellationToken, "git", "rev-parse", "--short", "HEAD")
        + (await RunAsync(cancellationToken, "git", "status", "--porcelain", "--", "src") is "" ? "" : "-dirty");

    /// <summary>Returns standard output; anything but exit code 0 is an exception with what the command said.</summary>
    public static async Task<string> RunAsync(CancellationToken cancellationToken, string file, params string[] arguments)
    {
        // Standard error stays that of this program: what the command starts in the background may keep it open.
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output.Trim()
                : throw new InvalidOperationException($"{Path.GetFileName(file)} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
