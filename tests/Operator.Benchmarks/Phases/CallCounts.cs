using Databricks.Simulator.Journal;
using Operator.Benchmarks.Reports;

namespace Operator.Benchmarks.Phases;

/// <summary>The calls that a figure consists of, the most frequent first: they show what limits it.</summary>
internal static class CallCounts
{
    /// <summary>Lists and other calls that many objects share are too few to name.</summary>
    private const double Least = 0.05;

    public static IEnumerable<Measurement> Of(string figure, IEnumerable<JournalEntry> calls, int objects) =>
        calls.GroupBy(call => call.Operation)
            .Select(group => new Measurement($"{figure}: {group.Key}", (double)group.Count() / objects, ""))
            .Where(one => one.Value >= Least)
            .OrderByDescending(one => one.Value)
            .ThenBy(one => one.Name, StringComparer.Ordinal);
}
