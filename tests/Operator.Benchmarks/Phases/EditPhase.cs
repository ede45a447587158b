using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>
/// Edits of an operator that has nothing else to do: first each alone, then each at once after the one before, so that the operator is still busy with those.
/// </summary>
internal sealed class EditPhase(SystemUnderTest system, Scenario scenario, Edits edits)
{
    /// <summary>
    /// The time between single edits. At this rate the status of one is written before the next is sent, and the operator confirms each with a read of that
    /// object; at a higher rate it reads the whole list, which would be measured with the edits.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Floor floor, CancellationToken cancellationToken)
    {
        var writes = await system.WritesAsync(cancellationToken);
        var processor = system.Processor();
        var alone = await TakeAsync(Pause, cancellationToken);
        var inARow = await TakeAsync(TimeSpan.Zero, cancellationToken);
        var used = system.Processor().Since(processor);
        await system.WaitAsync(() => system.Watch.Ready == scenario.Count, "all objects to be Ready after edits", scenario.Patience, cancellationToken);
        await system.RestedAsync(cancellationToken);
        // Each edit is a write itself, by this program.
        var made = alone.Count + inARow.Count;
        var written = (await system.WritesAsync(cancellationToken)).Since(writes).Changes - made;
        var median = Percentile.Of(inARow, 0.5);
        return
        [
            new(Figure.FloorEdit, floor.EditMilliseconds, "ms"),
            new(Figure.EditMedian, Percentile.Of(alone, 0.5), "ms"),
            new(Figure.EditSlowest, Percentile.Of(alone, 0.99), "ms"),
            new(Figure.RowMedian, median, "ms"),
            new(Figure.RowSlowest, Percentile.Of(inARow, 0.99), "ms"),
            new(Figure.EditOtherShare, used.ShareOf(used.Other), "%"),
            // The floor's edits come in a row too.
            new(Figure.EditRatio, median / floor.EditMilliseconds, "×"),
            new(Figure.EditWrites, (double)written / made, ""),
        ];
    }

    private async Task<List<double>> TakeAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        List<double> milliseconds = [];
        while (milliseconds.Count < scenario.Edits)
        {
            // This sets the rate of the load; there is no condition to wait for.
            await Task.Delay(pause, system.Time, cancellationToken);
            milliseconds.Add(await edits.MillisecondsAsync(cancellationToken));
        }

        return milliseconds;
    }
}
