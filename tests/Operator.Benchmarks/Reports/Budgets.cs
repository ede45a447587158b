namespace Operator.Benchmarks.Reports;

/// <summary>What was measured and a quarter more: they keep what is reached. docs/performance.md has the goals.</summary>
internal static class Budgets
{
    public static IReadOnlyList<Budget> All { get; } = [];
}
