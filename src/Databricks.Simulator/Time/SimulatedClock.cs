namespace Databricks.Simulator.Time;

/// <summary>The clock of <paramref name="inner"/>, which can be moved forward to let a cluster start, idle or be purged at once.</summary>
/// <remarks>Only the time of day moves. Timers run on the inner clock: nothing in the simulator depends on one but injected latency.</remarks>
public sealed class SimulatedClock(TimeProvider inner) : TimeProvider
{
    private long aheadTicks;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref aheadTicks));

    public override long GetTimestamp() => inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref aheadTicks, by.Ticks);
    }
}
