using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>SIGKILL and a new process, to which every object is as it should be.</summary>
internal sealed class RestartPhase(SystemUnderTest system)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(CancellationToken cancellationToken)
    {
        await system.Operator.DisposeAsync();
        var (writes, position, at) = (await system.WritesAsync(cancellationToken), system.Journal.LastSequence, system.Time.GetUtcNow());
        system.Start();
        await system.WaitAsync(() => system.Journal.LastSequence > position, "the restarted operator to call the workspace", Patience, cancellationToken);
        await system.RestedAsync(cancellationToken);
        var calls = system.Journal.After(position);
        return
        [
            new(Figure.RestartChanges, calls.Count(call => call.Mutating), ""),
            new(Figure.RestartWrites, (await system.WritesAsync(cancellationToken)).Since(writes).Changes, ""),
            new(Figure.RestartReads, calls.Count(call => !call.Mutating), ""),
            new(Figure.Restart, (calls[^1].At - at).TotalSeconds, "s"),
        ];
    }
}
