using System.Globalization;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Oracles;
using Operator.FaultTests.Scenarios;
using Operator.IntegrationTests.Harness;

namespace Operator.FaultTests.Reports;

/// <summary>docs/reliability.md: a text by people, with two tables that the tests write.</summary>
internal static class ReliabilityPage
{
    private const string Begin = "<!-- matrix: written by `make faults` -->\n";
    private const string End = "<!-- end of matrix -->";

    public static string File { get; } = Repository.File("docs", "reliability.md");

    /// <returns>The text with the tables of these results.</returns>
    public static string Write(string text, IReadOnlyList<FaultResult> results)
    {
        var (from, to) = Bounds(text);
        return $"{text[..from]}{Begin}{ByClass(results)}\n{ByScenario(results)}{text[to..]}";
    }

    /// <summary>What stands between the marks of the tables.</summary>
    public static string Tables(string text)
    {
        var (from, to) = Bounds(text);
        return text[(from + Begin.Length)..to];
    }

    /// <summary>The promises that the page lists, in order.</summary>
    public static IReadOnlyList<string> Listed(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("- O", StringComparison.Ordinal)).Select(line => line[2..].TrimEnd('.'))];

    public static IReadOnlyList<string> AllPromises { get; } = [.. Enum.GetValues<Promise>().Select(promise => promise.Text())];

    private static (int From, int To) Bounds(string text)
    {
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        return from >= 0 && to > from ? (from, to) : throw new InvalidOperationException($"The page lacks the lines {Begin.Trim()} and {End}.");
    }

    /// <summary>Of the medians of the scenarios the largest is shown: medians cannot be added up.</summary>
    private static string ByClass(IReadOnlyList<FaultResult> results) => Table(
        "Class",
        ["| Recovery, median at most | Recovery, longest |", "| ---: | ---: |"],
        FaultClass.All,
        result => result.Class,
        results,
        part => $"| {Text(part.Max(result => result.Median))} | {Text(part.Max(result => result.Longest))} |");

    private static string ByScenario(IReadOnlyList<FaultResult> results) =>
        Table("Scenario", ["|", "|"], [.. AllScenarios.All.Select(scenario => scenario.Name)], result => result.Scenario, results, _ => "|");

    private static string Table(
        string key, string[] more, IReadOnlyList<string> names, Func<FaultResult, string> keyOf, IReadOnlyList<FaultResult> results,
        Func<IReadOnlyList<FaultResult>, string> rest)
    {
        IEnumerable<string> lines =
        [
            $"| {key} | Faults | Passed {more[0]}",
            $"| --- | ---: | ---: {more[1]}",
            .. names.Select(name => Line(name, [.. results.Where(result => keyOf(result) == name)], rest)),
            Line("**All**", results, rest),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static string Line(string name, IReadOnlyList<FaultResult> part, Func<IReadOnlyList<FaultResult>, string> rest) =>
        string.Create(CultureInfo.InvariantCulture, $"| {name} | {part.Sum(result => result.Faults)} | {part.Sum(result => result.Passed)} {rest(part)}");

    private static string Text(TimeSpan? time) => time switch
    {
        null => "–",
        { TotalMinutes: < 2 } little => string.Create(CultureInfo.InvariantCulture, $"{little.TotalSeconds:0} s"),
        { TotalHours: < 2 } medium => string.Create(CultureInfo.InvariantCulture, $"{medium.TotalMinutes:0} min"),
        { } large => string.Create(CultureInfo.InvariantCulture, $"{large.TotalHours:0.0} h"),
    };
}
