namespace Operator.Runtime.Queues;

/// <summary>Exponential backoff with jitter: base, 2·base, 4·base … up to the maximum, each shortened by up to a half so that many do not come back at once.</summary>
public readonly record struct Backoff(TimeSpan Base, TimeSpan Maximum)
{
    /// <param name="failures">How often in a row it has failed; 1 or more.</param>
    public TimeSpan Delay(int failures)
    {
        var exponent = Math.Min(failures - 1, 30);
        var full = Math.Min(Base.Ticks * Math.Pow(2, exponent), Maximum.Ticks);
        return TimeSpan.FromTicks((long)(full * (0.5 + (0.5 * Random.Shared.NextDouble()))));
    }
}
