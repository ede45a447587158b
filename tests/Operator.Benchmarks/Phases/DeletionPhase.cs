using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>From the first DELETE until the last object is gone.</summary>
internal sealed class DeletionPhase(SystemUnderTest system, Scenario scenario)
{
    public async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var (writes, gone, position) = (await system.WritesAsync(cancellationToken), system.Watch.Deleted, system.Journal.LastSequence);
        var started = system.Time.GetTimestamp();
        await system.Fleet.DeleteAsync(cancellationToken);
        await system.WaitAsync(
            () => system.Watch.Deleted - gone == scenario.Count, "all objects to be gone", scenario.Patience, cancellationToken);
        var seconds = system.Time.GetElapsedTime(started).TotalSeconds;
        var calls = system.Journal.After(position);
        return
        [
            new(Figure.Deletion, seconds, "s"),
            .. scenario.IsLimited ? new Measurement[] { new(Figure.DeletionRatio, seconds * scenario.CallsPerSecond / scenario.Count, "×") } : [],
            new(Figure.DeletionCalls, system.PerObject(calls.Count), ""),
            .. CallCounts.Of(Figure.DeletionCalls, calls, scenario.Count),
            new(Figure.DeletionWrites, system.PerObject((await system.WritesAsync(cancellationToken)).Since(writes).Changes), ""),
        ];
    }
}
