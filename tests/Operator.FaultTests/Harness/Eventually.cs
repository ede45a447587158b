namespace Operator.FaultTests.Harness;

/// <summary>Waits for a condition with a deadline, and says what was seen last when it is missed.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static async Task<T> AsyncUntil<T>(Func<Task<T>> read, Func<T, bool> holds, TimeSpan within, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var last = await read();
            if (holds(last))
            {
                return last;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < within, $"Not within {within.TotalSeconds:0} s; last seen: {last}");
            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }
}
