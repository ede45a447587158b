using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>Edits while as many objects again are created and become Ready. They are gone afterwards.</summary>
internal sealed class LoadPhase(SystemUnderTest system, Scenario scenario, Edits edits)
{
    public async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        var load = system.Further("load");
        var creating = load.CreateAsync(cancellationToken);
        List<double> milliseconds = [];
        while (!load.Names.All(name => system.Watch.IsReadyAt(name, 1)))
        {
            milliseconds.Add(await edits.MillisecondsAsync(cancellationToken));
        }

        await creating;
        await load.DeleteAsync(cancellationToken);
        await system.WaitAsync(() => system.Watch.Deleted == scenario.Count, "the load to be gone", scenario.Patience, cancellationToken);
        await system.WaitAsync(() => system.Watch.Ready == scenario.Count, "all objects to be Ready after edits", scenario.Patience, cancellationToken);
        await system.RestedAsync(cancellationToken);
        return
        [
            new(Figure.LoadMedian, Percentile.Of(milliseconds, 0.5), "ms"),
            new(Figure.LoadSlowest, Percentile.Of(milliseconds, 0.99), "ms"),
        ];
    }
}
