using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Operator.UnitTests.Runtime.Support;

/// <summary>A fake clock that tells which waits were started, so that a test advances it exactly then.</summary>
internal sealed class SteppedClock : FakeTimeProvider
{
    private readonly Channel<TimeSpan> waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Waits of this length are not reported.</summary>
    public TimeSpan Ignored { get; init; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan && dueTime != Ignored)
        {
            waits.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    /// <summary>The next wait that was started; a test that waits for one in vain fails after half a minute.</summary>
    public Task<TimeSpan> NextWaitAsync() =>
        waits.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public bool HasWait => waits.Reader.TryPeek(out _);
}
