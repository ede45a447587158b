using System.Collections.Concurrent;
using Operator.FaultTests.Sweeps;

namespace Operator.FaultTests.Reports;

/// <summary>What this run has tried, by class of fault: docs/reliability.md is made of it.</summary>
internal static class FaultLedger
{
    private static readonly ConcurrentQueue<Entry> Entries = new();

    public static void Add(string @class, CaseResult result) =>
        Add(@class, result.WasHit ? 1 : 0, result.Violations.Count == 0, result.Recovery);

    public static void Add(string @class, int faults, bool hasPassed, TimeSpan? recovery) => Entries.Enqueue(new Entry(@class, faults, hasPassed, recovery));

    /// <summary>A case whose call did not come, because the run went another way, has injected nothing and does not count.</summary>
    public static LedgerRow Row(string @class)
    {
        var entries = Entries.Where(entry => entry.Class == @class && entry.Faults > 0).ToList();
        var recoveries = entries.Select(entry => entry.Recovery).OfType<TimeSpan>().Order().ToList();
        return new LedgerRow(
            @class, entries.Count, entries.Sum(entry => entry.Faults), entries.Count(entry => entry.HasPassed), At(recoveries, 0.5), At(recoveries, 1));
    }

    private static TimeSpan? At(List<TimeSpan> sorted, double share) => sorted.Count == 0 ? null : sorted[(int)((sorted.Count - 1) * share)];

    private sealed record Entry(string Class, int Faults, bool HasPassed, TimeSpan? Recovery);
}

/// <summary>One line of the page.</summary>
/// <param name="Class">Of faults.</param>
/// <param name="Cases">Whose fault was met.</param>
/// <param name="Faults">Injected.</param>
/// <param name="Passed">Cases in which every promise was kept.</param>
/// <param name="Median">Time from the fault to the state in which all was as it should be.</param>
/// <param name="Longest">The longest such time.</param>
internal sealed record LedgerRow(string Class, int Cases, int Faults, int Passed, TimeSpan? Median, TimeSpan? Longest);
