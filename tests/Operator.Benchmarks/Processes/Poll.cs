namespace Operator.Benchmarks.Processes;

/// <summary>Waits that have an end.</summary>
internal sealed class Poll(TimeProvider time)
{
    /// <exception cref="TimeoutException">It did not hold within the limit.</exception>
    public Task UntilAsync(Func<bool> holds, string what, TimeSpan limit, TimeSpan every, CancellationToken cancellationToken) =>
        UntilAsync(() => Task.FromResult(holds()), what, limit, every, cancellationToken);

    /// <exception cref="TimeoutException">It did not hold within the limit.</exception>
    public async Task UntilAsync(Func<Task<bool>> holdsAsync, string what, TimeSpan limit, TimeSpan every, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!await holdsAsync())
        {
            if (time.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds:0} s in vain for {what}.");
            }

            await Task.Delay(every, time, cancellationToken);
        }
    }

    /// <summary>Waits until a number has kept its value for so long; the limit ends the wait too, for a number that never rests.</summary>
    public async Task UntilQuietAsync(Func<long> read, TimeSpan quiet, TimeSpan limit, CancellationToken cancellationToken)
    {
        var (started, changed, last) = (time.GetTimestamp(), time.GetTimestamp(), read());
        while (time.GetElapsedTime(changed) < quiet && time.GetElapsedTime(started) < limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
            if (read() is var now && now != last)
            {
                (changed, last) = (time.GetTimestamp(), now);
            }
        }
    }
}
