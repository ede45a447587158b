using Operator.Databricks.Errors;
using Operator.Databricks.Operations;

namespace Operator.Databricks.Http;

/// <summary>The last one before the connection: nothing that changes a workspace passes without a permit, whatever it waited for on its way.</summary>
internal sealed class PermitHandler(ISendPermit permit, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Timers take no longer spans than some weeks, and a process without a lease has no limit.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromHours(1);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!OperationSet.OperationOf(request).IsChange)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        permit.Check();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = base.SendAsync(request, bound.Token);
        try
        {
            await WatchAsync(sending, bound).ConfigureAwait(false);
            return await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DatabricksException(CallFailure.Outlived(OperationSet.OperationOf(request)));
        }
    }

    /// <summary>One that is stuck in a dead connection could arrive when another process has taken over.</summary>
    private async Task WatchAsync(Task sending, CancellationTokenSource bound)
    {
        using var sent = CancellationTokenSource.CreateLinkedTokenSource(bound.Token);
        while (!sending.IsCompleted && permit.Remaining is var left && left > TimeSpan.Zero)
        {
            await Task.WhenAny(sending, Task.Delay(left < LongestLook ? left : LongestLook, time, sent.Token)).ConfigureAwait(false);
            if (bound.IsCancellationRequested)
            {
                return;
            }
        }

        await sent.CancelAsync().ConfigureAwait(false);
        if (!sending.IsCompleted)
        {
            await bound.CancelAsync().ConfigureAwait(false);
        }
    }
}
