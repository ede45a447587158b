using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>A while in which nothing changes anywhere.</summary>
internal sealed class SteadyPhase(SystemUnderTest system, Scenario scenario)
{
    /// <summary>The operator lists a workspace once a minute: a shorter time would catch all reads of a list or none.</summary>
    private const int SecondsForReads = 60;

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var (writes, position) = (await system.WritesAsync(cancellationToken), system.Journal.LastSequence);
        var (use, started) = (system.Operator.Use(), system.Time.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(scenario.SteadySeconds), system.Time, cancellationToken);
        var (elapsed, processor) = (system.Time.GetElapsedTime(started), system.Operator.Use().Processor - use.Processor);
        var calls = system.Journal.After(position);
        List<Measurement> all =
        [
            new(Figure.SteadyWrites, (await system.WritesAsync(cancellationToken)).Since(writes).Changes, ""),
            new(Figure.SteadyChanges, calls.Count(call => call.Mutating), ""),
        ];
        if (scenario.SteadySeconds >= SecondsForReads)
        {
            all.Add(new(Figure.SteadyReads, calls.Count(call => !call.Mutating) / elapsed.TotalMinutes, "/min"));
            all.Add(new(Figure.SteadyProcessor, 100 * processor / elapsed, "% of a core"));
        }

        return all;
    }
}
