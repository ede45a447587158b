using Operator.Benchmarks.Fleets;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>From the start of the operator, with all objects there, until the last is Ready; and what that has cost once nothing more follows.</summary>
internal sealed class ConvergePhase(SystemUnderTest system, Scenario scenario)
{
    public async Task<IReadOnlyList<Measurement>> MeasureAsync(Floor? floor, double? startSeconds, CancellationToken cancellationToken)
    {
        var (writes, position) = (await system.WritesAsync(cancellationToken), system.Journal.LastSequence);
        var started = system.Start();
        var processor = system.Processor();
        await system.WaitAsync(() => system.Watch.Ready == scenario.Count, "all objects to be Ready", scenario.Patience, cancellationToken);
        var seconds = system.Time.GetElapsedTime(started).TotalSeconds;
        var (ready, used) = (system.Time.GetUtcNow(), system.Processor().Since(processor));
        await system.RestedAsync(cancellationToken);
        var (use, written) = (system.Operator.Use(), (await system.WritesAsync(cancellationToken)).Since(writes));
        var calls = system.Journal.After(position);
        return
        [
            new(Figure.Converge, seconds, "s"),
            .. floor is null ? ToLimit(ready - calls[0].At) : ToFloor(floor, seconds),
            new(Figure.ApiServerProcessor, system.PerObject(used.ApiServer.TotalMilliseconds), "ms"),
            new(Figure.WholeProcessor, system.PerObject(use.Processor.TotalMilliseconds), "ms"),
            .. floor is not null && startSeconds is { } start ? ProcessorToFloor(floor, use.Processor.TotalSeconds - start) : [],
            new(Figure.Calls, system.PerObject(calls.Count), ""),
            .. CallCounts.Of(Figure.Calls, calls, scenario.Count),
            new(Figure.Writes, system.PerObject(written.Changes), ""),
            new(Figure.Events, system.PerObject(written.Events), ""),
            .. await PassesAsync(cancellationToken),
            new(Figure.PeakMemory, use.PeakMebibytes, "MiB"),
            .. Shares(used),
        ];
    }

    /// <summary>None of an operator that does not count them.</summary>
    private async Task<IEnumerable<Measurement>> PassesAsync(CancellationToken cancellationToken) => system.Operator is OperatorProcess counting
        ? [new(Figure.Passes, system.PerObject(await OperatorPasses.ReadAsync(counting, scenario.Kind.Kind, cancellationToken)), "")]
        : [];

    private IEnumerable<Measurement> ToLimit(TimeSpan sinceFirstCall) =>
        [new(Figure.LimitRatio, sinceFirstCall.TotalSeconds * scenario.CallsPerSecond / scenario.Count, "×")];

    private static IEnumerable<Measurement> ToFloor(Floor floor, double seconds) =>
    [
        new(Figure.Floor, floor.Seconds, "s"),
        new(Figure.FloorProcessor, floor.ApiServerMilliseconds, "ms"),
        new(Figure.FloorCreate, floor.CreateMilliseconds, "ms"),
        new(Figure.ConvergeRatio, seconds / floor.Seconds, "×"),
    ];

    private IEnumerable<Measurement> ProcessorToFloor(Floor floor, double processorSeconds)
    {
        var processor = processorSeconds * 1000 / (scenario.Count - StartPhase.Objects);
        return [new(Figure.Processor, processor, "ms"), new(Figure.ProcessorRatio, processor / floor.ApiServerMilliseconds, "×")];
    }

    /// <summary>Who has kept the machine busy until all objects were Ready: what is missing to 100 % is waiting.</summary>
    private static IEnumerable<Measurement> Shares(ProcessorTimes used) =>
    [
        new(Figure.OperatorShare, used.ShareOf(used.Operator), "%"),
        new(Figure.ApiServerShare, used.ShareOf(used.ApiServer), "%"),
        new(Figure.WorkspaceShare, used.ShareOf(used.Workspace), "%"),
        new(Figure.OtherShare, used.ShareOf(used.Other), "%"),
    ];
}
