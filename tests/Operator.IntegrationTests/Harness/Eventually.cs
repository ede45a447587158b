using System.Diagnostics;

namespace Operator.IntegrationTests.Harness;

/// <summary>Waits for what must become true, and says what was true instead when it did not.</summary>
public static class Eventually
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>However slow the machine is, a state that lasts longer than this and a read is not missed.</summary>
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(250);

    /// <summary>Reads until <paramref name="isReached"/> holds and returns that state. An exception while reading counts as a state as well.</summary>
    /// <param name="read">Reads the present state.</param>
    /// <param name="isReached">Whether this is the state waited for.</param>
    /// <param name="what">Completes "waited in vain for …".</param>
    /// <param name="within">How long to wait; 15 s by default.</param>
    /// <param name="describe">How a state is printed; by default ToString.</param>
    /// <param name="every">Between two reads; by default as long as a read takes, so that waiting by kubectl leaves the machine to what is waited for.</param>
    public static async Task<T> ReachesAsync<T>(
        Func<CancellationToken, Task<T>> read, Func<T, bool> isReached, string what, TimeSpan? within = null, Func<T, string>? describe = null,
        TimeSpan? every = null)
    {
        var limit = within ?? TimeSpan.FromSeconds(15);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            string last;
            var reading = Stopwatch.GetTimestamp();
            try
            {
                var state = await read(TestContext.Current.CancellationToken);
                if (isReached(state))
                {
                    return state;
                }

                last = describe is null ? $"{state}" : describe(state);
            }
            catch (Exception exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                last = exception.ToString();
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                Assert.Fail($"waited {limit.TotalSeconds:0.#} s in vain for {what}; last state: {last}");
            }

            var cost = Stopwatch.GetElapsedTime(reading);
            await Task.Delay(
                every ?? (cost < Poll ? Poll : cost < LongestPoll ? cost : LongestPoll), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? within = null, Func<string>? describe = null) =>
        ReachesAsync(_ => Task.FromResult(condition()), reached => reached, what, within, _ => describe?.Invoke() ?? "false");
}
