namespace Operator.UnitTests.Databricks;

public sealed class CallClockTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromDays(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunToEnd_CallThatWaits_JumpsToItsEnd()
    {
        var clock = new CallClock();

        await clock.RunToEndAsync(clock.RunCallAsync(0, () => Task.Delay(Wait, clock, Cancellation)), Cancellation);

        Assert.Equal(Wait, clock.Elapsed);
    }

    /// <summary>Task.Delay truncates to whole milliseconds: taken for the bound, the wait would count as running, and the clock would never move.</summary>
    [Fact]
    public async Task RunToEnd_WaitAsLongAsABound_JumpsToItsEnd()
    {
        var bound = TimeSpan.FromSeconds(7.0055);
        var clock = new CallClock(bound);

        await clock.RunToEndAsync(clock.RunCallAsync(0, () => Task.Delay(bound, clock, Cancellation)), Cancellation).WaitAsync(Patience, Cancellation);

        Assert.Equal(TimeSpan.FromSeconds(7.005), clock.Elapsed);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallClock(TimeSpan.FromSeconds(7.005)));
    }

    /// <summary>The thread has not registered for cancellation yet: if the clock moved now, the wait could end before an earlier timeout cancels it.</summary>
    [Fact]
    public async Task RunToEnd_ThreadThatHasJustBegunToWait_StandsStill()
    {
        var clock = new CallClock();
        var hasJumped = true;

        await clock.RunToEndAsync(
            clock.RunCallAsync(0, async () =>
            {
                await Task.Yield();
                var wait = Task.Delay(Wait, clock, Cancellation);
                hasJumped = SpinWait.SpinUntil(() => clock.Elapsed > TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
                await wait;
            }),
            Cancellation);

        Assert.False(hasJumped);
    }
}
