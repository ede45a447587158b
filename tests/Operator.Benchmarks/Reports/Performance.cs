using System.Globalization;
using System.Text;
using Operator.Benchmarks.Processes;

namespace Operator.Benchmarks.Reports;

/// <summary>docs/performance: the history, which only grows, and the table of the latest figures of each scenario.</summary>
internal sealed class Performance(TimeProvider time)
{
    private const string Begin = "<!-- measured: written by `make bench` -->";
    private const string End = "<!-- end of measured -->";

    private static readonly string History = Repository.PathOf("docs", "performance", "history.csv");
    private static readonly string Page = Repository.PathOf("docs", "performance.md");

    public async Task RecordAsync(Result result, CancellationToken cancellationToken)
    {
        var commit = await Shell.RunAsync(cancellationToken, "git", "rev-parse", "--short", "HEAD");
        commit += await Shell.RunAsync(cancellationToken, "git", "status", "--porcelain", "--", "src") is "" ? "" : "-dirty";
        var date = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var rows = result.Measurements.Select(one => new HistoryRow(
            date, commit, Environment.ProcessorCount, result.Kind, result.Count, result.CallsPerSecond, one.Name, one.Value, one.Unit));
        Directory.CreateDirectory(Path.GetDirectoryName(History)!);
        if (!File.Exists(History))
        {
            await File.WriteAllLinesAsync(History, [HistoryRow.Header], cancellationToken);
        }

        await File.AppendAllLinesAsync(History, rows.Select(row => row.ToString()), cancellationToken);
        var page = await File.ReadAllTextAsync(Page, cancellationToken);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"{Page} lacks the lines between which the table belongs: {Begin} and {End}");
        }

        var history = (await File.ReadAllLinesAsync(History, cancellationToken)).Skip(1).Select(HistoryRow.Parse);
        await File.WriteAllTextAsync(Page, $"{page[..begin]}{Begin}\n{Table([.. history])}{page[end..]}", cancellationToken);
    }

    /// <summary>Figures below each other, scenarios side by side, each from its latest run.</summary>
    internal static string Table(IReadOnlyList<HistoryRow> history)
    {
        var scenarios = history
            .GroupBy(row => row.Title)
            .Select(group => new { Title = group.Key, Latest = group.GroupBy(row => row.Figure).Select(one => one.Last()).ToList() })
            .ToList();
        var text = new StringBuilder();
        Line(text, ["", .. scenarios.Select(one => one.Title)]);
        Line(text, ["---", .. scenarios.Select(_ => "---")]);
        foreach (var figure in history.Select(row => row.Figure).Distinct())
        {
            Line(text, [figure, .. scenarios.Select(one => Shown(one.Latest.Find(row => row.Figure == figure)))]);
        }

        Line(text, ["date, commit, cores", .. scenarios.Select(one => $"{one.Latest[^1].Date}, {one.Latest[^1].Commit}, {one.Latest[^1].Cores}")]);
        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Shown(HistoryRow? row) => row is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{row.Value:0.##} {row.Unit}").Trim();
}
