using System.Globalization;

namespace Operator.Benchmarks.Reports;

/// <summary>A result for people who wait for it.</summary>
internal static class ConsoleTable
{
    public static string Of(Result result) =>
        string.Join('\n', result.Measurements.Select(one => Row(one, Budget.Find(result, one.Name))).Prepend($"\n{result.Title}"));

    private static string Row(Measurement one, Budget? budget)
    {
        var limit = budget is null ? "" : string.Create(CultureInfo.InvariantCulture, $"(budget {budget.Most:0.00})");
        return string.Create(CultureInfo.InvariantCulture, $"  {one.Name,-24} {one.Value,10:0.00} {one.Unit,-12} {limit}").TrimEnd();
    }
}
