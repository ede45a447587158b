using Microsoft.Extensions.Time.Testing;

namespace Operator.UnitTests.Databricks;

/// <summary>
/// A clock that a test moves from one pause to the next. What bounds a call is no pause: while the call is really under way, on a machine that is slow, the
/// clock would move to the end of it and the call would fail.
/// </summary>
internal sealed class SteppedTime() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    /// <summary>Timers due later than this are bounds that a test does not mean to reach, not pauses.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    private readonly Lock gate = new();
    private readonly Dictionary<TrackedTimer, DateTimeOffset> due = [];
    private TaskCompletionSource changed = NewSignal();

    /// <summary>Set by tests in which calls run into their bounds.</summary>
    public bool ReachesBounds { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (state is CancellationTokenSource && !ReachesBounds)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var tracked = new TrackedTimer(this);
        tracked.Inner = base.CreateTimer(
            inner =>
            {
                Plan(tracked, Timeout.InfiniteTimeSpan);
                callback(inner);
            },
            state,
            dueTime,
            period);
        Plan(tracked, dueTime);
        return tracked;
    }

    /// <summary>Moves the clock as often as needed until the task has ended, and gives its result or exception.</summary>
    public async Task<T> RunAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        while (!task.IsCompleted)
        {
            // Taken before looking: a timer planned in between must not go unseen.
            var signal = Volatile.Read(ref changed).Task;
            if (Next() is { } next)
            {
                Advance(next > GetUtcNow() ? next - GetUtcNow() : TimeSpan.Zero);
                continue;
            }

            await Task.WhenAny(task, signal.WaitAsync(cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await task;
    }

    private DateTimeOffset? Next()
    {
        lock (gate)
        {
            // The past is not due: a timer made while the clock moves may have fired before it was written down here.
            var pauses = due.Values.Where(at => at > GetUtcNow() && at - GetUtcNow() <= LongestPause).ToList();
            return pauses.Count == 0 ? null : pauses.Min();
        }
    }

    private void Plan(TrackedTimer timer, TimeSpan dueTime)
    {
        lock (gate)
        {
            due.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                due[timer] = GetUtcNow() + dueTime;
            }
        }

        Interlocked.Exchange(ref changed, NewSignal()).SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class TrackedTimer(SteppedTime owner) : ITimer
    {
        public ITimer? Inner { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = Inner!.Change(dueTime, period);
            owner.Plan(this, dueTime);
            return changed;
        }

        public void Dispose()
        {
            owner.Plan(this, Timeout.InfiniteTimeSpan);
            Inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
