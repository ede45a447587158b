namespace Operator.UnitTests.Databricks;

/// <summary>
/// A clock that stands still while any call is running, and jumps to the next due timer when all of them wait. A call waits while a timer lives that was
/// made on its behalf and is not one of its bounds; so what a call sees of time does not depend on how fast the machine is.
/// </summary>
/// <param name="bounds">How long the timers are that only bound a call.</param>
internal sealed class CallClock(params TimeSpan[] bounds) : TimeProvider
{
    private readonly AsyncLocal<TrackedCall?> current = new();
    private readonly Lock gate = new();
    private readonly HashSet<CallTimer> planned = [];
    private TaskCompletionSource quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long now;
    private int running;
    private int open;

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
            Park(timer.Waiter);
            Plan(timer, dueTime);
        }

        return timer;
    }

    public async Task RunCallAsync(int number, Func<Task> call)
    {
        var tracked = current.Value = new TrackedCall(number);
        lock (gate)
        {
            running++;
            open++;
        }

        try
        {
            await call();
        }
        finally
        {
            lock (gate)
            {
                open--;
                running -= tracked.Waits == 0 ? 1 : 0;
                tracked.HasEnded = true;
                SignalWhenQuiet();
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

    private async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
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
        lock (gate)
        {
            return open > 0;
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

    private void Park(TrackedCall? call)
    {
        if (call is { HasEnded: false } && call.Waits++ == 0)
        {
            running--;
            SignalWhenQuiet();
        }
    }

    /// <summary>Before anything learns that the wait is over: the call counts as running from here.</summary>
    private void Release(CallTimer timer)
    {
        lock (gate)
        {
            // A cancelled wait goes on before its timer is let go: the call may have ended by then.
            if (timer.Waiter is { HasEnded: false } call && --call.Waits == 0)
            {
                running++;
            }

            timer.Waiter = null;
        }
    }

    private void SignalWhenQuiet()
    {
        if (running == 0)
        {
            quiet.TrySetResult();
        }
    }

    private sealed class TrackedCall(int number)
    {
        public int Number => number;

        public int Waits { get; set; }

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
