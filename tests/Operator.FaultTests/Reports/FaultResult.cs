using System.Globalization;

namespace Operator.FaultTests.Reports;

/// <summary>What became of the faults of one class in one scenario: one line of docs/reliability.csv.</summary>
/// <param name="Scenario">By name.</param>
/// <param name="Class">Of faults.</param>
/// <param name="Faults">That met their call, each in a case of its own.</param>
/// <param name="Passed">Cases in which every promise was kept.</param>
/// <param name="Median">Time from the fault to the state in which all was as it should be; null when no case came to it.</param>
/// <param name="Longest">The longest such time.</param>
internal sealed record FaultResult(string Scenario, string Class, int Faults, int Passed, TimeSpan? Median, TimeSpan? Longest)
{
    public const string Header = "scenario,faults,passed,recovery median (s),recovery longest (s),class";

    /// <summary>The class comes last: it is the only text that may hold a comma.</summary>
    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture, $"{Scenario},{Faults},{Passed},{Median?.TotalSeconds:0},{Longest?.TotalSeconds:0},{Class}");

    public static FaultResult Parse(string line)
    {
        var parts = line.Split(',', 6);
        return new FaultResult(parts[0], parts[5], Number(parts[1]), Number(parts[2]), Seconds(parts[3]), Seconds(parts[4]));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan? Seconds(string text) => text.Length == 0 ? null : TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
