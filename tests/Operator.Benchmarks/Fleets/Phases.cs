using System.Text.Json.Nodes;
using Databricks.Simulator.Journal;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Fleets;

/// <summary>What happens to a fleet, one phase after the other, and the figures of each.</summary>
internal sealed class Phases(
    ControlPlane plane, string program, Scenario scenario, Fleet fleet, ReadinessWatch watch, RequestJournal journal, TimeProvider time) : IAsyncDisposable
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Longer than the pause after which the operator looks again at what it has created.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);

    private readonly Poll poll = new(time);
    private OperatorProcess? process;

    public string Log => process?.Log ?? "";

    private OperatorProcess Running => process ?? throw new InvalidOperationException("The operator has not been started.");

    /// <summary>Ten times what one call an object takes at the default limit, so that a slow operator is measured and a stuck one is found.</summary>
    private TimeSpan Long => TimeSpan.FromSeconds(60 + (scenario.Count * 10.0 / 15));

    /// <summary>From the start of the operator, with all objects there, until the last is Ready.</summary>
    public async Task<IReadOnlyList<Measurement>> ConvergeAsync(double floor, CancellationToken cancellationToken)
    {
        var (writes, position) = (await WritesAsync(cancellationToken), journal.LastSequence);
        var started = Start();
        await WaitAsync(() => watch.Ready == scenario.Count, "all objects to be Ready", Long, cancellationToken);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        await RestedAsync(cancellationToken);
        var (use, written) = (Running.Use(), (await WritesAsync(cancellationToken)).Since(writes));
        var limit = (double)scenario.Count / scenario.CallsPerSecond;
        return
        [
            .. scenario.IsLimited
                ? new Measurement[] { new(Figure.Converge, seconds, "s"), new(Figure.LimitRatio, seconds / limit, "×") }
                : [new(Figure.Floor, floor, "s"), new(Figure.Converge, seconds, "s"), new(Figure.ConvergeRatio, seconds / floor, "×")],
            new(Figure.Calls, PerObject(journal.LastSequence - position), ""),
            new(Figure.Writes, PerObject(written.Changes), ""),
            new(Figure.Events, PerObject(written.Events), ""),
            new(Figure.Processor, PerObject(use.Processor.TotalMilliseconds), "ms"),
            new(Figure.PeakMemory, use.PeakBytes / Mebibyte, "MiB"),
        ];
    }

    /// <summary>A while in which nothing changes anywhere.</summary>
    public async Task<IReadOnlyList<Measurement>> RestAsync(CancellationToken cancellationToken)
    {
        var (writes, position, use, started) = (await WritesAsync(cancellationToken), journal.LastSequence, Running.Use(), time.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(scenario.SteadySeconds), time, cancellationToken);
        var (elapsed, processor) = (time.GetElapsedTime(started), Running.Use().Processor - use.Processor);
        return
        [
            new(Figure.SteadyWrites, (await WritesAsync(cancellationToken)).Since(writes).Changes, ""),
            new(Figure.SteadyCalls, (journal.LastSequence - position) / elapsed.TotalMinutes, "/min"),
            new(Figure.SteadyProcessor, 100 * processor / elapsed, "% of a core"),
        ];
    }

    /// <summary>Edits of different objects, each when the one before has settled, from the patch until the workspace is called.</summary>
    public async Task<IReadOnlyList<Measurement>> EditAsync(CancellationToken cancellationToken)
    {
        var writes = await WritesAsync(cancellationToken);
        List<double> milliseconds = [];
        foreach (var name in fleet.Names.Take(scenario.Edits))
        {
            milliseconds.Add((await EditAsync(name, cancellationToken)).TotalMilliseconds);
        }

        await RestedAsync(cancellationToken);
        milliseconds.Sort();
        // Each edit is a write itself, by this program.
        var written = (await WritesAsync(cancellationToken)).Since(writes).Changes - milliseconds.Count;
        return
        [
            new(Figure.EditMedian, Percentile(milliseconds, 0.5), "ms"),
            new(Figure.EditSlowest, Percentile(milliseconds, 0.99), "ms"),
            new(Figure.EditWrites, (double)written / milliseconds.Count, ""),
        ];
    }

    /// <summary>SIGKILL and a new process, to which every object is as it should be.</summary>
    public async Task<IReadOnlyList<Measurement>> RestartAsync(CancellationToken cancellationToken)
    {
        await Running.DisposeAsync();
        var (writes, position, at) = (await WritesAsync(cancellationToken), journal.LastSequence, time.GetUtcNow());
        Start();
        await WaitAsync(() => journal.LastSequence > position, "the restarted operator to call the workspace", Short, cancellationToken);
        await RestedAsync(cancellationToken);
        var calls = journal.After(position);
        return
        [
            new(Figure.RestartChanges, calls.Count(call => call.Mutating), ""),
            new(Figure.RestartWrites, (await WritesAsync(cancellationToken)).Since(writes).Changes, ""),
            new(Figure.RestartReads, calls.Count(call => !call.Mutating), ""),
            new(Figure.RestartSeconds, (calls[^1].At - at).TotalSeconds, "s"),
        ];
    }

    /// <summary>From the first DELETE until the last object is gone.</summary>
    public async Task<IReadOnlyList<Measurement>> DeleteAsync(CancellationToken cancellationToken)
    {
        var (position, started) = (journal.LastSequence, time.GetTimestamp());
        await fleet.DeleteAsync(cancellationToken);
        await WaitAsync(() => watch.Deleted == scenario.Count, "all objects to be gone", Long, cancellationToken);
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        return
        [
            new(Figure.Deletion, seconds, "s"),
            .. scenario.IsLimited ? new Measurement[] { new(Figure.DeletionRatio, seconds * scenario.CallsPerSecond / scenario.Count, "×") } : [],
            new(Figure.DeletionCalls, PerObject(journal.LastSequence - position), ""),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    /// <summary>The smallest value that so large a share of the sorted values does not exceed.</summary>
    private static double Percentile(List<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];

    private async Task<TimeSpan> EditAsync(string name, CancellationToken cancellationToken)
    {
        var (position, at) = (journal.LastSequence, time.GetUtcNow());
        var edited = JsonNode.Parse(await fleet.PatchAsync(name, fleet.Kind.Edit, cancellationToken))!;
        var generation = (long)edited["metadata"]!["generation"]!;
        await WaitAsync(() => watch.IsReadyAt(name, generation), $"{name} to be Ready after an edit", Short, cancellationToken);
        var call = journal.After(position).FirstOrDefault(entry => entry.Mutating)
            ?? throw new InvalidOperationException($"{name} was Ready after an edit that has reached no workspace.");
        return call.At - at;
    }

    private long Start()
    {
        var started = time.GetTimestamp();
        process = OperatorProcess.Start(program, plane.Kubeconfig, fleet.Namespace);
        return started;
    }

    private double PerObject(double total) => total / scenario.Count;

    private Task<ApiServerCounts> WritesAsync(CancellationToken cancellationToken) =>
        ApiServerCounts.ReadAsync(plane, fleet.Kind.Plural, cancellationToken);

    private Task RestedAsync(CancellationToken cancellationToken) => poll.UntilQuietAsync(() => journal.LastSequence, Quiet, QuietLimit, cancellationToken);

    private Task WaitAsync(Func<bool> holds, string what, TimeSpan limit, CancellationToken cancellationToken) => poll.UntilAsync(
        () =>
        {
            watch.ThrowIfEnded();
            Running.Use();
            return holds();
        },
        what,
        limit,
        Often,
        cancellationToken);
}
