namespace Operator.Benchmarks.Reports;

/// <summary>
/// Counts: what was measured and a tenth more, so that one call or write more an object fails. Ratios of seconds vary with what else the machine does, and have
/// half as much room again or more; where others kept the machine busy they are shown and not judged. What must not happen at all has a budget of 0.
/// </summary>
internal static class Budgets
{
    /// <summary>From here on: the number of `make bench-quick`.</summary>
    private const int Few = 60;

    /// <summary>At the limit of calls: fewer do not show what lists cost.</summary>
    private const int Hundreds = 300;

    /// <summary>Here some objects get a first status, and the costs of the start no longer count.</summary>
    private const int Thousand = 1000;

    /// <summary>Here the pages of the lists count: fifty each time.</summary>
    private const int Thousands = 5000;

    public static IReadOnlyList<Budget> All { get; } =
    [
        .. Both(Figure.ConvergeRatio, 60, null),
        new("job", false, Few, Figure.Calls, 2.3, 1.15),
        new("cluster", false, Few, Figure.Calls, 1.3, 1.15),
        new("job", false, Few, Figure.Writes, 2.2, 2),
        new("cluster", false, Few, Figure.Writes, 3.3, 3),
        .. Both(Figure.Events, 1.1, 1),
        .. Both(Figure.PeakMemory, 220, 120),
        .. Both(Figure.SteadyWrites, 0, 0),
        .. Both(Figure.SteadyChanges, 0, 0),
        .. Both(Figure.EditRatio, 10, null),
        .. Both(Figure.EditWrites, 2.2, 2),
        .. Both(Figure.RestartChanges, 0, 0),
        .. Both(Figure.RestartWrites, 0, 0),
        // A job that is deleted beside others shares a list of runs with them; one more call than three would be new.
        .. Both(Figure.DeletionCalls, 3.1, 1.15),
        new("job", false, Thousand, Figure.ConvergeRatio, 6, 2),
        new("cluster", false, Thousand, Figure.ConvergeRatio, 8, 3),
        new("job", false, Thousand, Figure.Writes, 2.9, 2),
        new("cluster", false, Thousand, Figure.Writes, 3.9, 3),
        new("job", false, Thousand, Figure.DeletionCalls, 3.6, 1.15),
        new("job", false, Thousands, Figure.ConvergeRatio, 6.5, 1.5),
        new("cluster", false, Thousands, Figure.ConvergeRatio, 7.7, 2.5),
        new("job", false, Thousands, Figure.Calls, 2.9, 1.15),
        new("cluster", false, Thousands, Figure.Calls, 1.9, 1.15),
        new("job", false, Thousands, Figure.PeakMemory, 310, 200),
        new("cluster", false, Thousands, Figure.PeakMemory, 310, 200),
        .. Loaded("job"),
        .. Loaded("notebook"),
        .. Loaded("cluster"),
        .. Limited("job", Hundreds, 2.2, 1.3, 1.8, 1.35),
        .. Limited("cluster", Hundreds, 2.1, 1.2, 3.1, 1.35),
        .. Limited("job", Thousand, 1.25, 1.2, 1.3, 1.27),
        .. Limited("notebook", Thousand, 1.25, 1.15, 2.3, 2.25),
        .. Limited("cluster", Thousand, 1.25, 1.2, 1.4, 1.2),
    ];

    private static IEnumerable<Budget> Limited(string kind, int objects, double ratio, double calls, double deletionRatio, double deletionCalls) =>
    [
        new(kind, true, objects, Figure.LimitRatio, ratio, 1.1),
        new(kind, true, objects, Figure.Calls, calls, 1.15),
        new(kind, true, objects, Figure.Events, 1.1, 1),
        new(kind, true, objects, Figure.DeletionRatio, deletionRatio, null),
        new(kind, true, objects, Figure.DeletionCalls, deletionCalls, 1.15),
    ];

    /// <summary>Milliseconds. An edit that waits its turn behind the new objects waits for tens of seconds.</summary>
    private static IEnumerable<Budget> Loaded(string kind) => [new(kind, false, Thousand, Figure.LoadSlowest, 3000, 1000)];

    private static IEnumerable<Budget> Both(string figure, double most, double? goal) =>
        [new("job", false, Few, figure, most, goal), new("cluster", false, Few, figure, most, goal)];
}
