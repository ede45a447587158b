namespace Operator.Benchmarks.Reports;

/// <summary>The most that a figure may be, and what it is to become.</summary>
/// <param name="Kind">Of the objects.</param>
/// <param name="IsLimited">At a limit of calls, or without one.</param>
/// <param name="Objects">From this number of objects on, up to the next row's: what a start costs counts less among many.</param>
/// <param name="Figure">Its name.</param>
/// <param name="Most">The run fails above it.</param>
/// <param name="Goal">Nothing fails above it; null for none.</param>
internal sealed record Budget(string Kind, bool IsLimited, int Objects, string Figure, double Most, double? Goal)
{
    /// <returns>A line for each figure above its budget.</returns>
    public static IReadOnlyList<string> Broken(Result result, IReadOnlyList<Budget> budgets) =>
    [
        .. from figure in result.Measurements
           let budget = Find(result, figure.Name, budgets)
           where budget is not null && !(figure.Value <= budget.Most)
           select FormattableString.Invariant($"{result.Title}: {figure.Name} is {figure.Value:0.00}, above its budget of {budget.Most:0.00}"),
    ];

    public static Budget? Find(Result result, string figure, IReadOnlyList<Budget> budgets) => budgets
        .Where(one => one.Kind == result.Kind && one.IsLimited == result.IsLimited && one.Figure == figure && one.Objects <= result.Count)
        .MaxBy(one => one.Objects);
}
