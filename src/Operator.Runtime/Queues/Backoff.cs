namespace Operator.Runtime.Queues;

/// <summary>
/// Exponential backoff with jitter: base, 2·base, 4·base … up to the maximum, each shortened by up to a half so that many do not come back at once.
/// </summary>
public readonly record struct Backoff(TimeSpan Base, TimeSpan Maximum)
{
    /// <summary>A failure that asks for a delay of its own grows to this many times that delay, where that is longer than the maximum.</summary>
    private const int Growth = 4;

    /// <summary>How soon after a failure something that happened elsewhere may have the key tried again; doubled each time that was in vain.</summary>
    public TimeSpan WakeUp { get; init; } = TimeSpan.FromSeconds(5);

    /// <param name="failures">How often in a row it has failed; 1 or more.</param>
    public TimeSpan Delay(int failures) => Jittered(Grown(Base, failures, Maximum));

    /// <summary>The same for a failure that says itself how long to wait at first. Never shorter than that.</summary>
    /// <param name="first">The first delay.</param>
    /// <param name="failures">How often in a row it has failed; 1 or more.</param>
    public TimeSpan Delay(TimeSpan first, int failures)
    {
        if (first <= Base)
        {
            return Delay(failures);
        }

        var delay = Jittered(Grown(first, failures, first * Growth > Maximum ? first * Growth : Maximum));
        return delay > first ? delay : first;
    }

    /// <param name="wakeUps">How often in a row it was tried earlier than its backoff said.</param>
    internal TimeSpan WakeUpDelay(int wakeUps) => Grown(WakeUp, wakeUps + 1, Maximum);

    private static TimeSpan Grown(TimeSpan first, int times, TimeSpan maximum) =>
        TimeSpan.FromTicks((long)Math.Min(first.Ticks * Math.Pow(2, Math.Min(times - 1, 30)), maximum.Ticks));

    private static TimeSpan Jittered(TimeSpan full) => full * (0.5 + (0.5 * Random.Shared.NextDouble()));
}
