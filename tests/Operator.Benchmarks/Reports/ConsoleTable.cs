using System.Globalization;

namespace Operator.Benchmarks.Reports;

/// <summary>A result for people who wait for it.</summary>
internal static class ConsoleTable
{
    public static string Of(Result result, IReadOnlyList<Budget> budgets) =>
        string.Join('\n', result.Measurements.Select(one => Row(one, Budget.Find(result, one.Name, budgets))).Prepend($"\n{result.Title}"));

    private static string Row(Measurement one, Budget? budget)
    {
        var limit = budget is null ? "" : string.Create(CultureInfo.InvariantCulture, $"budget {budget.Most:0.##}");
        var goal = budget?.Goal is { } value ? string.Create(CultureInfo.InvariantCulture, $", goal {value:0.##}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"  {one.Name,-32} {one.Value,10:0.00} {one.Unit,-11} {limit}{goal}").TrimEnd();
    }
}
