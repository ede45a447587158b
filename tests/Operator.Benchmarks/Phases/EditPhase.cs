using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>Edits with nothing else going on.</summary>
internal sealed class EditPhase(SystemUnderTest system, Scenario scenario, Edits edits)
{
    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Floor floor, CancellationToken cancellationToken)
    {
        var writes = await system.WritesAsync(cancellationToken);
        var processor = system.Processor();
        List<double> milliseconds = [];
        while (milliseconds.Count < scenario.Edits)
        {
            milliseconds.Add(await edits.MillisecondsAsync(cancellationToken));
        }

        var used = system.Processor().Since(processor);
        await system.WaitAsync(() => system.Watch.Ready == scenario.Count, "all objects to be Ready after edits", scenario.Patience, cancellationToken);
        await system.RestedAsync(cancellationToken);
        // Each edit is a write itself, by this program.
        var written = (await system.WritesAsync(cancellationToken)).Since(writes).Changes - milliseconds.Count;
        var median = Percentile.Of(milliseconds, 0.5);
        return
        [
            new(Figure.FloorEdit, floor.EditMilliseconds, "ms"),
            new(Figure.EditMedian, median, "ms"),
            new(Figure.EditSlowest, Percentile.Of(milliseconds, 0.99), "ms"),
            new(Figure.EditOtherShare, used.ShareOf(used.Other), "%"),
            new(Figure.EditRatio, median / floor.EditMilliseconds, "×"),
            new(Figure.EditWrites, (double)written / milliseconds.Count, ""),
        ];
    }
}
