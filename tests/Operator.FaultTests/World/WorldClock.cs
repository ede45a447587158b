using Microsoft.Extensions.Time.Testing;

namespace Operator.FaultTests.World;

/// <summary>
/// The clock of a world. While one thread fires the timers that are due, as it moves the clock or sets a timer, <see cref="FakeTimeProvider"/> fires none on
/// any other thread and lets that one return at once. The world waits for the first one, or its clock would overtake a machine on which that thread is paused.
/// </summary>
internal sealed class WorldClock(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTimeProvider clock = new(start);
    private int inside;

    /// <summary>Timers that are due may not have fired yet.</summary>
    public bool IsFiring => Volatile.Read(ref inside) > 0;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public void Advance(TimeSpan time) => Inside(() =>
    {
        clock.Advance(time);
        return true;
    });

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Inside(() => new Timer(this, clock.CreateTimer(callback, state, dueTime, period)));

    private T Inside<T>(Func<T> act)
    {
        Interlocked.Increment(ref inside);
        try
        {
            return act();
        }
        finally
        {
            Interlocked.Decrement(ref inside);
        }
    }

    private sealed class Timer(WorldClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Inside(() => timer.Change(dueTime, period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
