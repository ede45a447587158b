namespace Operator.UnitTests.Databricks;

/// <summary>
/// A clock that stands still while any call is running, and jumps to the next due timer when all of them wait. A call waits while a timer lives that was
/// made on its behalf and is not one of its bounds, and no thread works for it: the one that made the timer has still to note what else may end the wait.
/// So what a call sees of time does not depend on how fast the machine is.
/// </summary>
internal sealed class CallClock : TimeProvider
{
    private readonly TimeSpan[] bounds;
    private readonly AsyncLocal<TrackedCall?> current;
    private readonly Lock gate = new();
    private readonly HashSet<CallTimer> planned = [];
    private TaskCompletionSource quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long now;
    private int running;
    private int open;

    /// <param name="bounds">How long the timers are that only bound a call; no whole milliseconds, because Task.Delay waits for such.</param>
    public CallClock(params TimeSpan[] bounds)
    {
        if (bounds.Any(bound => bound.Ticks % TimeSpan.TicksPerMillisecond == 0))
        {
            throw new ArgumentOutOfRangeException(nameof(bounds), "A bound of whole milliseconds may be as long as a wait, and the wait be taken for it.");
        }

        this.bounds = bounds;
        current = new AsyncLocal<TrackedCall?>(threadMoved =>
        {
            Change(threadMoved.PreviousValue, call => call.Threads--);
            Change(threadMoved.CurrentValue, call => call.Threads++);
        });
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => new(Volatile.Read(ref now));

    /// <summary>The number that the running call was started with.</summary>
    public int CurrentCall => current.Value?.Number ?? -1;

    public override long GetTimestamp() => Volatile.Read(ref now);

    public override DateTimeOffset GetUtcNow() => new(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc).AddTicks(Volatile.Read(ref now)));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isWait = dueTime != Timeout.InfiniteTimeSpan && !bounds.Contains(dueTime);
        var timer = new CallTimer(this, callback, state, isWait ? current.Value : null);
        lock (gate)
        {
            Change(timer.Waiter, call => call.Waits++);
            Plan(timer, dueTime);
        }

        return timer;
    }

    public async Task RunCallAsync(int number, Func<Task> call)
    {
        var tracked = new TrackedCall(number);
        lock (gate)
        {
            running++;
            open++;
        }

        current.Value = tracked;
        try
        {
            await call();
        }
        finally
        {
            lock (gate)
            {
                open--;
                Change(tracked, ended => ended.HasEnded = true);
            }
        }
    }

    /// <summary>Lets time pass until all calls that were started have ended.</summary>
    public async Task RunToEndAsync(Task calls, CancellationToken cancellationToken)
    {
        while (await IsOpenAsync(cancellationToken))
        {
            FireNext();
        }

        await calls;
    }

    /// <summary>Returns once no call is running: true while some of them wait, false when all have ended.</summary>
    private async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task signal;
            lock (gate)
            {
                if (running == 0)
                {
                    return open > 0;
                }

                quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                signal = quiet.Task;
            }

            await signal.WaitAsync(cancellationToken);
        }
    }

    private void FireNext()
    {
        List<CallTimer> due;
        lock (gate)
        {
            var next = planned.Min(timer => timer.Due);
            now = Math.Max(now, next);
            due = [.. planned.Where(timer => timer.Due <= now)];
            planned.ExceptWith(due);
        }

        foreach (var timer in due)
        {
            Release(timer);
            timer.Fire();
        }
    }

    private void Plan(CallTimer timer, TimeSpan dueTime)
    {
        planned.Remove(timer);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            timer.Due = now + dueTime.Ticks;
            planned.Add(timer);
        }
    }

    /// <summary>What decides whether a call is running changes only here.</summary>
    private void Change(TrackedCall? call, Action<TrackedCall> change)
    {
        if (call is null)
        {
            return;
        }

        lock (gate)
        {
            running -= call.IsRunning ? 1 : 0;
            change(call);
            running += call.IsRunning ? 1 : 0;
            if (running == 0)
            {
                quiet.TrySetResult();
            }
        }
    }

    /// <summary>Before anything learns that the wait is over: the call counts as running from here.</summary>
    private void Release(CallTimer timer)
    {
        lock (gate)
        {
            Change(timer.Waiter, call => call.Waits--);
            timer.Waiter = null;
        }
    }

    private sealed class TrackedCall(int number)
    {
        public int Number => number;

        public int Waits { get; set; }

        public int Threads { get; set; }

        /// <summary>A cancelled wait goes on before its timer is let go, so that the call may have ended by then.</summary>
        public bool IsRunning => !HasEnded && (Waits == 0 || Threads > 0);

        public bool HasEnded { get; set; }
    }

    private sealed class CallTimer(CallClock clock, TimerCallback callback, object? state, TrackedCall? waiter) : ITimer
    {
        public TrackedCall? Waiter { get; set; } = waiter;

        public long Due { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.Plan(this, dueTime);
            }

            return true;
        }

        public void Dispose()
        {
            Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            clock.Release(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
