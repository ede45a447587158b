namespace Operator.UnitTests.Kinds.Harness;

/// <summary>
/// The clock of a client: a call that waits for its turn, as all do after a 429, lets that time pass, because no test moves the clock during a pass. Bounds of
/// calls end only when a test lets the time pass.
/// </summary>
internal sealed class WaitingClock(TimeProvider clock, Action<TimeSpan> pass) : TimeProvider
{
    /// <summary>What is due later is a bound.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(clock.CreateTimer(callback, state, dueTime, period), pass);

    /// <summary>Only the wait for a turn is a timer that is set again.</summary>
    private sealed class Timer(ITimer timer, Action<TimeSpan> pass) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isSet = timer.Change(dueTime, period);
            if (dueTime > TimeSpan.Zero && dueTime <= LongestWait)
            {
                // Not here: the caller holds a lock that whoever is woken wants.
                ThreadPool.QueueUserWorkItem(_ => pass(dueTime));
            }

            return isSet;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
