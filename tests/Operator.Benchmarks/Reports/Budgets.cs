namespace Operator.Benchmarks.Reports;

/// <summary>
/// What was measured and half as much again: they keep what is reached. Ratios to a floor of a few tenths of a second vary more, and have more room. What must
/// not happen at all has a budget of 0.
/// </summary>
internal static class Budgets
{
    /// <summary>From here on: the number of `make bench-quick`.</summary>
    private const int Few = 60;

    public static IReadOnlyList<Budget> All { get; } =
    [
        .. Both(Figure.ConvergeRatio, 60, null),
        new("job", false, Few, Figure.Calls, 3.1, 1.15),
        new("cluster", false, Few, Figure.Calls, 1.6, 1.15),
        new("job", false, Few, Figure.Writes, 4.5, 2),
        new("cluster", false, Few, Figure.Writes, 6, 3),
        .. Both(Figure.Events, 6, 1),
        .. Both(Figure.PeakMemory, 240, 120),
        .. Both(Figure.SteadyWrites, 0, 0),
        .. Both(Figure.SteadyChanges, 0, 0),
        .. Both(Figure.EditRatio, 10, null),
        .. Both(Figure.EditWrites, 3, 2),
        .. Both(Figure.RestartChanges, 0, 0),
        .. Both(Figure.RestartWrites, 0, 0),
        new("job", false, Few, Figure.DeletionCalls, 6, 1.15),
        new("cluster", false, Few, Figure.DeletionCalls, 3, 1.15),
    ];

    private static IEnumerable<Budget> Both(string figure, double most, double? goal) =>
        [new("job", false, Few, figure, most, goal), new("cluster", false, Few, figure, most, goal)];
}
