namespace Operator.Benchmarks.Reports;

/// <summary>Percentiles by nearest rank: always a value that was measured, never one between two.</summary>
internal static class Percentile
{
    /// <summary>The smallest value that so large a share of all values does not exceed.</summary>
    /// <param name="values">In any order; at least one.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double Of(IEnumerable<double> values, double share)
    {
        List<double> sorted = [.. values.Order()];
        return sorted.Count == 0
            ? throw new ArgumentException("A percentile needs a value.", nameof(values))
            : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }
}
