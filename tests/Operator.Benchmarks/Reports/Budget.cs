namespace Operator.Benchmarks.Reports;

/// <summary>The most that a figure may be: ratios and counts, which do not depend on how fast the machine is.</summary>
/// <param name="Kind">Of the objects.</param>
/// <param name="IsLimited">At a limit of calls, or without one.</param>
/// <param name="Objects">From this number of objects on, up to the next row's: what a start costs counts less among many.</param>
/// <param name="Figure">Its name.</param>
/// <param name="Most">The run fails above it.</param>
internal sealed record Budget(string Kind, bool IsLimited, int Objects, string Figure, double Most)
{
    /// <returns>A line for each figure above its budget.</returns>
    public static IReadOnlyList<string> Broken(Result result) =>
    [
        .. from figure in result.Measurements
           let budget = Find(result, figure.Name)
           where budget is not null && !(figure.Value <= budget.Most)
           select FormattableString.Invariant($"{result.Title}: {figure.Name} is {figure.Value:0.00}, above its budget of {budget.Most:0.00}"),
    ];

    public static Budget? Find(Result result, string figure) => Budgets.All
        .Where(one => one.Kind == result.Kind && one.IsLimited == result.IsLimited && one.Figure == figure && one.Objects <= result.Count)
        .MaxBy(one => one.Objects);
}
