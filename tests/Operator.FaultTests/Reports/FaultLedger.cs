using System.Collections.Concurrent;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Sweeps;

namespace Operator.FaultTests.Reports;

/// <summary>What this process has tried.</summary>
internal static class FaultLedger
{
    private static readonly ConcurrentQueue<Entry> Entries = new();

    /// <summary>A case whose call did not come, because the run went another way, has injected nothing and does not count.</summary>
    public static void Add(string scenario, string @class, CaseResult result)
    {
        if (result.WasHit)
        {
            Entries.Enqueue(new Entry(scenario, @class, result.Violations.Count == 0, result.Recovery));
        }
    }

    public static IReadOnlyList<FaultResult> Results() =>
    [
        .. from entry in Entries
           group entry by (entry.Scenario, entry.Class) into part
           orderby FaultClass.All.ToList().IndexOf(part.Key.Class)
           let recoveries = part.Select(entry => entry.Recovery).OfType<TimeSpan>().Order().ToList()
           select new FaultResult(
               part.Key.Scenario, part.Key.Class, part.Count(), part.Count(entry => entry.HasPassed), At(recoveries, 0.5), At(recoveries, 1)),
    ];

    private static TimeSpan? At(List<TimeSpan> sorted, double share) => sorted.Count == 0 ? null : sorted[(int)((sorted.Count - 1) * share)];

    private sealed record Entry(string Scenario, string Class, bool HasPassed, TimeSpan? Recovery);
}
