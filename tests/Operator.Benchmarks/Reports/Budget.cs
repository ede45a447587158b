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
    /// <summary>In per cent of the machine. When others use more, seconds tell of them: an edit then takes six times as long.</summary>
    private const double MostOfOthers = 10;

    /// <summary>Which figure says how busy others were while seconds, or a ratio of them, were measured.</summary>
    private static readonly Dictionary<string, string> OtherShares = new()
    {
        [Reports.Figure.ConvergeRatio] = Reports.Figure.OtherShare,
        [Reports.Figure.LimitRatio] = Reports.Figure.OtherShare,
        [Reports.Figure.DeletionRatio] = Reports.Figure.OtherShare,
        [Reports.Figure.EditRatio] = Reports.Figure.EditOtherShare,
        [Reports.Figure.LoadSlowest] = Reports.Figure.EditOtherShare,
    };

    /// <returns>A line for each figure above its budget, but for those of <see cref="Disturbed"/>.</returns>
    public static IReadOnlyList<string> Broken(Result result, IReadOnlyList<Budget> budgets) =>
        [.. Above(result, budgets).Where(one => !IsDisturbed(result, one.Figure)).Select(one => one.Line)];

    /// <returns>A line for each time above its budget that was measured while others kept the machine busy: it says nothing about us.</returns>
    public static IReadOnlyList<string> Disturbed(Result result, IReadOnlyList<Budget> budgets) =>
        [.. Above(result, budgets).Where(one => IsDisturbed(result, one.Figure)).Select(one => one.Line)];

    public static Budget? Find(Result result, string figure, IReadOnlyList<Budget> budgets) => budgets
        .Where(one => one.Kind == result.Kind && one.IsLimited == result.IsLimited && one.Figure == figure && one.Objects <= result.Count)
        .MaxBy(one => one.Objects);

    private static IEnumerable<(string Figure, string Line)> Above(Result result, IReadOnlyList<Budget> budgets) =>
        from figure in result.Measurements
        let budget = Find(result, figure.Name, budgets)
        where budget is not null && !(figure.Value <= budget.Most)
        select (figure.Name, FormattableString.Invariant($"{result.Title}: {figure.Name} is {figure.Value:0.00}, above its budget of {budget.Most:0.00}"));

    private static bool IsDisturbed(Result result, string figure) =>
        OtherShares.TryGetValue(figure, out var share) && result.Measurements.Any(one => one.Name == share && one.Value > MostOfOthers);
}
