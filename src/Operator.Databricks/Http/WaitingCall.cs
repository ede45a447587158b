using System.Threading.RateLimiting;

namespace Operator.Databricks.Http;

/// <summary>A call that waits for its turn in one of the budget's queues; touched under the budget's lock only.</summary>
internal sealed class WaitingCall
{
    private readonly LinkedListNode<WaitingCall> node;
    private readonly TaskCompletionSource<RateLimitLease> turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? bound;
    private CancellationTokenRegistration cancellation;

    public WaitingCall(LinkedList<WaitingCall> queue) => node = queue.AddLast(this);

    /// <summary>Continues elsewhere than where it is completed: the budget's lock is held there.</summary>
    public Task<RateLimitLease> Turn => turn.Task;

    /// <summary>What ends the wait early; let go of when the wait is over.</summary>
    public void EndEarlyBy(ITimer timer, CancellationTokenRegistration registration)
    {
        bound = timer;
        cancellation = registration;
        if (node.List is null)
        {
            LetGo();
        }
    }

    public void Go(RateLimitLease lease)
    {
        if (TryLeave())
        {
            turn.SetResult(lease);
        }
    }

    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryLeave())
        {
            turn.SetCanceled(cancellationToken);
        }
    }

    /// <summary>False when the wait is over already: its turn, its bound and its cancellation may come together.</summary>
    private bool TryLeave()
    {
        if (node.List is not { } queue)
        {
            return false;
        }

        queue.Remove(node);
        LetGo();
        return true;
    }

    private void LetGo()
    {
        bound?.Dispose();
        // Not Dispose: that would wait for a callback that waits for the lock held here.
        cancellation.Unregister();
    }
}
