using System.CommandLine;
using Operator.Options;

namespace Operator.Commands;

/// <summary>How a command ends that people run by hand: what keeps it from its work is one sentence on standard error.</summary>
internal static class CommandRun
{
    /// <summary>It could not do its work at all.</summary>
    public const int Failed = 1;

    /// <summary>As shells report a program that Ctrl-C ended.</summary>
    public const int Interrupted = 130;

    /// <param name="result">Says which command it is.</param>
    /// <param name="body">The work; gives the exit code.</param>
    /// <param name="cancellationToken">Set by Ctrl-C.</param>
    public static async Task<int> RunAsync(ParseResult result, Func<Task<int>> body, CancellationToken cancellationToken)
    {
        try
        {
            return await body().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StartupException or IOException or UnauthorizedAccessException)
        {
            await result.InvocationConfiguration.Error.WriteLineAsync($"{result.CommandResult.Command.Name}: {exception.Message}").ConfigureAwait(false);
            return Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
    }
}
