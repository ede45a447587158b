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
        ["| Class | Faults | Passed | Recovery, median at most | Recovery, longest |", "| --- | ---: | ---: | ---: | ---: |"],
        Parts(FaultClass.All, results, result => result.Class).Select(part =>
            $"{Counts(part.Name, part.Results)} {Text(part.Results.Max(result => result.Median))} | {Text(part.Results.Max(result => result.Longest))} |"));

    private static string ByScenario(IReadOnlyList<FaultResult> results) => Table(
        ["| Scenario | Faults | Passed |", "| --- | ---: | ---: |"],
        Parts(AllScenarios.All.Select(scenario => scenario.Name), results, result => result.Scenario).Select(part => Counts(part.Name, part.Results)));

    /// <summary>The results of each name, and of all together.</summary>
    private static IEnumerable<(string Name, IReadOnlyList<FaultResult> Results)> Parts(
        IEnumerable<string> names, IReadOnlyList<FaultResult> results, Func<FaultResult, string> nameOf) =>
        names.Select(name => (name, (IReadOnlyList<FaultResult>)[.. results.Where(result => nameOf(result) == name)])).Append(("**All**", results));

    private static string Counts(string name, IReadOnlyList<FaultResult> part) =>
        string.Create(CultureInfo.InvariantCulture, $"| {name} | {part.Sum(result => result.Faults)} | {part.Sum(result => result.Passed)} |");

    private static string Table(IEnumerable<string> head, IEnumerable<string> rows) => string.Join('\n', head.Concat(rows)) + "\n";

    private static string Text(TimeSpan? time) => time switch
    {
        null => "–",
        { TotalMinutes: < 2 } little => string.Create(CultureInfo.InvariantCulture, $"{little.TotalSeconds:0} s"),
        { TotalHours: < 2 } medium => string.Create(CultureInfo.InvariantCulture, $"{medium.TotalMinutes:0} min"),
        { } large => string.Create(CultureInfo.InvariantCulture, $"{large.TotalHours:0.0} h"),
    };
}
