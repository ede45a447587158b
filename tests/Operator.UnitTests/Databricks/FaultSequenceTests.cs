namespace Operator.UnitTests.Databricks;

/// <summary>
/// What callers are promised whatever the workspace does: every call ends in its type or a failure, within its total time; creates are sent once; the
/// workspace never gets more requests than the limits say, in no span of time; and afterwards all goes on.
/// </summary>
public sealed class FaultSequenceTests
{
    private const int Sequences = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RandomFaults_AnySequence_KeepsEveryPromise()
    {
        var first = Random.Shared.Next(int.MaxValue - Sequences);
        var attempts = 0;
        var limits = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Cancellation };
        await Parallel.ForAsync(first, first + Sequences, limits, async (seed, cancellation) => Interlocked.Add(ref attempts, await CheckAsync(seed, cancellation)));

        // Fewer would mean that the faults keep the calls from being made at all.
        Assert.InRange(attempts, 5 * Sequences, 100 * Sequences);
    }

    /// <summary>The place to repeat a seed that failed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task RandomFaults_OfOneSeed_KeepEveryPromise(int seed) => CheckAsync(seed, Cancellation);

    private static async Task<int> CheckAsync(int seed, CancellationToken cancellationToken)
    {
        using var sequence = new FaultSequence(seed);
        var run = sequence.RunAsync(cancellationToken);
        // Real time, for a sequence that stands still: nothing in it waits for anything but its own clock.
        Assert.True(run == await Task.WhenAny(run, Task.Delay(Patience, TimeProvider.System, cancellationToken)), $"seed {seed}: hangs");
        var broken = await run;
        Assert.True(broken.Count == 0, $"seed {seed}: {string.Join("; ", broken)}");
        return sequence.Attempts;
    }
}
