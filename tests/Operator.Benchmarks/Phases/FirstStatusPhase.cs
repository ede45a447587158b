using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>As many objects again, at the limit of calls: how long each has no status at all. They are gone afterwards.</summary>
internal sealed class FirstStatusPhase(SystemUnderTest system, Scenario scenario)
{
    public async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        await system.RestedAsync(cancellationToken);
        var (statuses, gone) = (system.Watch.FirstStatuses.Count, system.Watch.Deleted);
        var wave = system.Further("wave");
        await wave.CreateAsync(cancellationToken);
        await system.WaitAsync(
            () => system.Watch.FirstStatuses.Count - statuses == scenario.Count, "all objects to have a status", scenario.Patience, cancellationToken);
        List<double> seconds = [.. system.Watch.FirstStatuses.Skip(statuses).Select(one => one.TotalSeconds)];
        await wave.DeleteAsync(cancellationToken);
        await system.WaitAsync(() => system.Watch.Deleted - gone == scenario.Count, "the wave to be gone", scenario.Patience, cancellationToken);
        return [new(Figure.FirstStatusSlowest, Percentile.Of(seconds, 0.99), "s")];
    }
}
