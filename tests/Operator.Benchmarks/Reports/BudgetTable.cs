using System.Globalization;

namespace Operator.Benchmarks.Reports;

/// <summary>What fails a run, next to what the figures are to become, as Markdown.</summary>
internal static class BudgetTable
{
    public static string Of(IReadOnlyList<Budget> budgets)
    {
        var lines =
            from budget in budgets
            group budget by (budget.Figure, budget.IsLimited, budget.Objects, budget.Most, budget.Goal) into same
            select $"| {same.Key.Figure} | {string.Join(", ", same.Select(one => one.Kind))} | {From(same.Key.Objects, same.Key.IsLimited)} | "
                + $"{Text(same.Key.Most)} | {(same.Key.Goal is { } goal ? Text(goal) : "")} |\n";
        return $"| figure | kinds | objects | budget | goal |\n| --- | --- | --- | ---: | ---: |\n{string.Concat(lines)}";
    }

    private static string From(int objects, bool isLimited) =>
        string.Create(CultureInfo.InvariantCulture, $"from {objects}{(isLimited ? ", at a limit of calls" : "")}");

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
