namespace Operator.Controllers;

/// <summary>Lets a new object say something while its first pass still waits for the workspace.</summary>
internal static class FirstStatus
{
    /// <summary>Writes unless <paramref name="work"/> ends first.</summary>
    public static async Task WriteUnlessDoneAsync(
        Task work, Func<CancellationToken, Task> write, ManagedTiming timing, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(work, Task.Delay(timing.FirstStatus, time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        if (first == work || cancellationToken.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await write(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whatever it is: the pass writes its status when it ends, and fails there if this lasts.
            logger.LogDebug("The first status could not be written: {Error}", exception.Message);
        }
    }
}
