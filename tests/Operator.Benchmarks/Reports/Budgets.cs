namespace Operator.Benchmarks.Reports;

/// <summary>What was measured and a quarter more: they keep what is reached. docs/performance.md has the goals.</summary>
internal static class Budgets
{
    public static IReadOnlyList<Budget> All { get; } =
    [
        new("job", false, 200, Figure.ConvergeRatio, 5.99),
        new("job", false, 200, Figure.Calls, 2.55),
        new("job", false, 200, Figure.Writes, 3.75),
        new("job", false, 200, Figure.Events, 2.85),
        new("job", false, 200, Figure.PeakMemory, 261.5),
        new("job", false, 200, Figure.SteadyWrites, 0),
        new("job", false, 200, Figure.EditWrites, 2.5),
        new("job", false, 200, Figure.RestartChanges, 0),
        new("job", false, 200, Figure.RestartWrites, 0),
        new("job", false, 200, Figure.RestartReads, 5),
        new("job", false, 200, Figure.DeletionCalls, 5),
    ];
}
