using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>A process with hardly anything to do: what it costs to start, which is paid once and not for each object.</summary>
internal static class StartPhase
{
    public const int Objects = 4;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(
        ControlPlane plane, Launch launch, Scenario scenario, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var system = await SystemUnderTest.PrepareAsync(plane, launch, scenario, $"{scenario.Name}-start", Objects, time, cancellationToken);
        var started = system.Start();
        await system.WaitAsync(() => system.Watch.Ready == Objects, "the first objects to be Ready", scenario.Patience, cancellationToken);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        await system.RestedAsync(cancellationToken);
        var use = system.Operator.Use();
        await system.Fleet.DeleteAsync(cancellationToken);
        await system.WaitAsync(() => system.Watch.Deleted == Objects, "the first objects to be gone", scenario.Patience, cancellationToken);
        return
        [
            new(Figure.Start, seconds, "s"),
            new(Figure.StartProcessor, use.Processor.TotalSeconds, "s"),
            new(Figure.IdleMemory, use.PeakMebibytes, "MiB"),
        ];
    }
}
