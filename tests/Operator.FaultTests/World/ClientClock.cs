namespace Operator.FaultTests.World;

/// <summary>
/// The clock of a workspace's client: whatever waits on it lets that time pass, because the test moves the clock only between passes. Bounds of calls are
/// longer, and end only when a fault lets the time pass.
/// </summary>
internal sealed class ClientClock(TimeProvider clock, Action<TimeSpan> pass) : TimeProvider
{
    /// <summary>What is due later is a bound.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(45);

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(clock.CreateTimer(callback, state, dueTime, Timeout.InfiniteTimeSpan), pass);
        timer.Hurry(dueTime);
        return timer;
    }

    private sealed class Timer(ITimer timer, Action<TimeSpan> pass) : ITimer
    {
        private volatile bool isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isSet = timer.Change(dueTime, period);
            Hurry(dueTime);
            return isSet;
        }

        /// <summary>Not on this thread: the caller may hold a lock that what it wakes wants.</summary>
        public void Hurry(TimeSpan dueTime)
        {
            if (dueTime > TimeSpan.Zero && dueTime <= LongestWait)
            {
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    if (!isDisposed)
                    {
                        pass(dueTime);
                    }
                });
            }
        }

        public void Dispose()
        {
            isDisposed = true;
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            isDisposed = true;
            return timer.DisposeAsync();
        }
    }
}
