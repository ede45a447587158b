using System.Threading.RateLimiting;

namespace Operator.Databricks.Http;

/// <summary>
/// The call budget of one workspace: a token bucket and a bound on calls in flight, shared by all callers, served by priority.
/// In any span of time t it lets at most burst + rate × t requests go.
/// </summary>
internal sealed class CallBudget : IDisposable
{
    private readonly Lock gate = new();
    private readonly LinkedList<WaitingCall>[] waiting = [.. Enum.GetValues<CallPriority>().Select(_ => new LinkedList<WaitingCall>())];
    private readonly TimeProvider time;
    private readonly CallLimits limits;
    private readonly ITimer wake;

    // Credit is counted in clock ticks, one call costing `cost` of them: whole numbers never drift above the rate.
    private readonly long cost;
    private readonly long maxCredit;
    private long credit;
    private long refilledAt;
    private long pausedUntil;
    private int inFlight;
    private bool wasSharedList;

    public CallBudget(CallLimits limits, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limits.RequestsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.Burst, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(limits.MaxConcurrent, 1);
        this.time = time;
        this.limits = limits;
        cost = (long)Math.Ceiling(time.TimestampFrequency / limits.RequestsPerSecond);
        maxCredit = credit = cost * limits.Burst;
        refilledAt = pausedUntil = time.GetTimestamp();
        wake = time.CreateTimer(_ => Serve(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True while a further call makes no other wait: none is waiting, and at least half of the burst is left.</summary>
    public bool HasSpare
    {
        get
        {
            lock (gate)
            {
                Refill();
                return MayGo() && NobodyWaits && credit >= maxCredit / 2;
            }
        }
    }

    /// <summary>Waits for this call's turn; the lease is not acquired when the wait exceeds its bound, and ends the flight when disposed.</summary>
    public ValueTask<RateLimitLease> AcquireAsync(CallPriority priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            Refill();
            return MayGo() && NobodyWaits
                ? new ValueTask<RateLimitLease>(Go())
                : new ValueTask<RateLimitLease>(Enqueue(priority, cancellationToken).Turn);
        }
    }

    /// <summary>No call starts before <paramref name="pause"/> has passed: the workspace answered 429, and every further call prolongs that.</summary>
    public void PauseFor(TimeSpan pause)
    {
        lock (gate)
        {
            pausedUntil = Math.Max(pausedUntil, time.GetTimestamp() + Ticks(pause));
            PlanWake();
        }
    }

    public void Dispose() => wake.Dispose();

    private LinkedList<WaitingCall> SharedLists => waiting[(int)CallPriority.SharedList];

    private bool NobodyWaits => waiting.All(queue => queue.Count == 0);

    private WaitingCall Enqueue(CallPriority priority, CancellationToken cancellationToken)
    {
        var call = new WaitingCall(waiting[(int)priority]);
        call.EndEarlyBy(
            time.CreateTimer(_ => Locked(() => call.Go(new CallLease(null, TimeToNextTurn()))), null, limits.MaxWait, Timeout.InfiniteTimeSpan),
            cancellationToken.UnsafeRegister(_ => Locked(() => call.Cancel(cancellationToken)), null));
        PlanWake();
        return call;
    }

    private void Locked(Action action)
    {
        lock (gate)
        {
            action();
        }
    }

    private void Serve()
    {
        lock (gate)
        {
            Refill();
            while (MayGo() && NextQueue() is { } queue)
            {
                wasSharedList = queue == SharedLists;
                queue.First!.Value.Go(Go());
            }

            PlanWake();
        }
    }

    /// <summary>Null when no call waits.</summary>
    private LinkedList<WaitingCall>? NextQueue()
    {
        var others = waiting.Skip((int)CallPriority.SharedList + 1).FirstOrDefault(queue => queue.Count > 0);
        return SharedLists.Count > 0 && (others is null || !wasSharedList) ? SharedLists : others;
    }

    private bool MayGo() => credit >= cost && inFlight < limits.MaxConcurrent && time.GetTimestamp() >= pausedUntil;

    private CallLease Go()
    {
        credit -= cost;
        inFlight++;
        return new CallLease(Release, null);
    }

    private void Release()
    {
        Locked(() => inFlight--);
        Serve();
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        credit = Math.Min(maxCredit, credit + (now - refilledAt));
        refilledAt = now;
    }

    /// <summary>With all calls in flight the next release serves; a timer could do nothing.</summary>
    private void PlanWake()
    {
        var idle = inFlight >= limits.MaxConcurrent || NobodyWaits;
        wake.Change(idle ? Timeout.InfiniteTimeSpan : TimeToNextTurn(), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan TimeToNextTurn()
    {
        var now = time.GetTimestamp();
        var ticks = Math.Max(pausedUntil - now, cost - credit - (now - refilledAt));
        // Rounded up to the timer's millisecond: waking early would find nothing to do, again and again.
        return TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(Math.Max(0, ticks) * 1000.0 / time.TimestampFrequency)));
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
