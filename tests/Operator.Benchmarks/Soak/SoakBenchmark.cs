using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Soak.Slopes;

namespace Operator.Benchmarks.Soak;

/// <summary>Faults one after the other, with rests between them, for a long time.</summary>
internal sealed class SoakBenchmark(SoakSystem system, SoakPlan plan, TimeProvider time)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    private readonly Census census = new(system);
    private readonly Dictionary<string, List<double>> recoveries = [];

    public async Task<SoakResult> RunAsync(CancellationToken cancellationToken)
    {
        _ = await ReadyAsync(() => true, cancellationToken) ?? throw new TimeoutException($"Not Ready after the start:\n{system.Log}");
        await using var sampler = new Sampler(system.Operator, time);
        var faults = SoakFault.All(system, plan.Fault, time).Where(fault => fault.Name.Contains(plan.Faults, StringComparison.Ordinal)).ToList();
        List<string> complaints = [];
        for (var number = 0; sampler.Minutes < plan.Length.TotalMinutes && complaints.Count == 0; number++)
        {
            // What has not recovered would make each fault after it look the same. What was sampled until then is still worth its record.
            complaints.AddRange(await MakeAsync(faults[number % faults.Count], number / faults.Count, cancellationToken));
            sampler.ThrowIfEnded();
            await RestAsync(sampler, number, cancellationToken);
        }

        var minutes = sampler.Minutes;
        complaints.AddRange(await ConcludeAsync(cancellationToken));
        return new SoakResult(
            minutes, sampler.Samples(), [.. faults.Where(fault => recoveries.ContainsKey(fault.Name)).Select(Recovery)], complaints);
    }

    private SoakRecovery Recovery(SoakFault fault) => new(fault.Name, recoveries[fault.Name]);

    /// <returns>What has not recovered.</returns>
    private async Task<IReadOnlyList<string>> MakeAsync(SoakFault fault, int round, CancellationToken cancellationToken)
    {
        await fault.HappenAsync(round, cancellationToken);
        if (await ReadyAsync(fault.IsMended, cancellationToken) is not { } seconds)
        {
            await Console.Error.WriteLineAsync(system.Log);
            return [$"not recovered after {fault.Name}", .. await census.NotReadyAsync(cancellationToken)];
        }

        await Console.Error.WriteLineAsync(FormattableString.Invariant($"{time.GetLocalNow():HH:mm:ss}  {fault.Name}: recovered after {seconds:0.0} s"));
        if (!recoveries.TryGetValue(fault.Name, out var list))
        {
            recoveries[fault.Name] = list = [];
        }

        list.Add(seconds);
        return [];
    }

    private async Task RestAsync(Sampler sampler, int number, CancellationToken cancellationToken)
    {
        await Task.Delay(plan.Rest / 2, time, cancellationToken);
        for (var collection = 0; collection < SoakPlan.Collections; collection++)
        {
            // Otherwise the heap is as large as chance wants: it grows by a third until the runtime collects it as a whole, every ten minutes or so.
            await FullCollection.MakeAsync(system.Operator.Id, cancellationToken);
            sampler.Enter(number);
            await Task.Delay(plan.BetweenCollections, time, cancellationToken);
        }

        sampler.Enter(null);
    }

    /// <returns>Seconds until then; null when it did not come.</returns>
    private async Task<double?> ReadyAsync(Func<bool> isMended, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!isMended() || !await census.IsReadyAsync(cancellationToken))
        {
            system.Operator.Use();
            if (time.GetElapsedTime(started) > SoakPlan.Patience)
            {
                return null;
            }

            await Task.Delay(Often, time, cancellationToken);
        }

        return time.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>One to one, and at rest.</summary>
    private async Task<IReadOnlyList<string>> ConcludeAsync(CancellationToken cancellationToken)
    {
        var (writes, position) = (await WritesAsync(cancellationToken), system.Workspace.Journal.LastSequence);
        await Task.Delay(SoakPlan.LastRest, time, cancellationToken);
        var written = await WritesAsync(cancellationToken) - writes;
        var changes = system.Workspace.Journal.After(position).Count(call => call.Mutating);
        List<string> complaints = [.. await census.ComplaintsAsync(cancellationToken)];
        if (written + changes > 0)
        {
            complaints.Add(FormattableString.Invariant($"at rest {written} writes to the API server and {changes} to the workspace"));
        }

        return complaints;
    }

    private async Task<long> WritesAsync(CancellationToken cancellationToken)
    {
        var all = 0L;
        foreach (var fleet in system.Fleets)
        {
            all += (await ApiServerCounts.ReadAsync(system.Plane, fleet.Kind.Plural, cancellationToken)).Changes;
        }

        return all;
    }
}

/// <summary>What a run has shown.</summary>
internal sealed record SoakResult(
    double Minutes, IReadOnlyList<SoakSample> Samples, IReadOnlyList<SoakRecovery> Faults, IReadOnlyList<string> Complaints);
