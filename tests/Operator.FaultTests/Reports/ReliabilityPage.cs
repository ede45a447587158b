using System.Globalization;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Oracles;
using Operator.IntegrationTests.Harness;

namespace Operator.FaultTests.Reports;

/// <summary>docs/reliability.md: a text by people, with a table that the tests write.</summary>
internal static class ReliabilityPage
{
    private const string Begin = "<!-- matrix: written by `make faults` -->\n";
    private const string End = "<!-- end of matrix -->";

    public static string File { get; } = Repository.File("docs", "reliability.md");

    /// <returns>The text with the table of this run.</returns>
    public static string Write(string text)
    {
        var (from, to) = Bounds(text);
        return $"{text[..from]}{Begin}{Table()}{text[to..]}";
    }

    /// <summary>The classes that the page has a row for, in order.</summary>
    public static IReadOnlyList<string> Classes(string text)
    {
        var (from, to) = Bounds(text);
        return
        [
            .. text[from..to].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim())
                .Where(name => name is not ("Class" or "---" or "**All**")),
        ];
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

    private static string Table()
    {
        var rows = FaultClass.All.Select(FaultLedger.Row).ToList();
        string[] lines =
        [
            "| Class | Cases | Faults injected | Passed | Recovery, median | Recovery, longest |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            .. rows.Select(row => Line(row.Class, row.Cases, row.Faults, row.Passed, Text(row.Median), Text(row.Longest))),
            Line("**All**", rows.Sum(row => row.Cases), rows.Sum(row => row.Faults), rows.Sum(row => row.Passed), "", ""),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static string Line(string name, int cases, int faults, int passed, string median, string longest) =>
        string.Create(CultureInfo.InvariantCulture, $"| {name} | {cases} | {faults} | {passed} | {median} | {longest} |");

    private static string Text(TimeSpan? time) => time switch
    {
        null => "–",
        { TotalMinutes: < 2 } little => string.Create(CultureInfo.InvariantCulture, $"{little.TotalSeconds:0} s"),
        { TotalHours: < 2 } medium => string.Create(CultureInfo.InvariantCulture, $"{medium.TotalMinutes:0} min"),
        { } large => string.Create(CultureInfo.InvariantCulture, $"{large.TotalHours:0.0} h"),
    };
}
