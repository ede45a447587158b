using System.Globalization;
using System.Text;

namespace Operator.Benchmarks.Reports;

/// <summary>Figures below each other, scenarios side by side, each from its latest run, as Markdown.</summary>
internal static class ResultTable
{
    public static string Of(IReadOnlyList<HistoryRow> history)
    {
        var scenarios = LatestRuns(history);
        var text = new StringBuilder();
        Line(text, ["", .. scenarios.Select(rows => rows[0].Title)]);
        Line(text, ["---", .. scenarios.Select(_ => "---:")]);
        foreach (var figure in scenarios.SelectMany(rows => rows).Select(row => row.Figure).Distinct())
        {
            Line(text, [figure, .. scenarios.Select(rows => Shown(rows.FirstOrDefault(row => row.Figure == figure)))]);
        }

        Line(text, ["date, commit, cores", .. scenarios.Select(rows => $"{rows[0].Date}, {rows[0].Commit}, {rows[0].Cores}")]);
        return text.ToString();
    }

    /// <summary>The rows of the last run of each scenario, those without a limit of calls first, then by kind and size.</summary>
    public static IReadOnlyList<IReadOnlyList<HistoryRow>> LatestRuns(IReadOnlyList<HistoryRow> history) =>
    [
        .. history.GroupBy(row => row.Title).Select(LastRun)
            .OrderBy(rows => rows[0].CallsPerSecond).ThenBy(rows => rows[0].Kind, StringComparer.Ordinal).ThenBy(rows => rows[0].Objects),
    ];

    /// <summary>A run starts where a figure comes for the second time.</summary>
    private static List<HistoryRow> LastRun(IEnumerable<HistoryRow> rows)
    {
        List<HistoryRow> run = [];
        foreach (var row in rows)
        {
            if (run.Exists(one => one.Figure == row.Figure || one.Commit != row.Commit))
            {
                run.Clear();
            }

            run.Add(row);
        }

        return run;
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Shown(HistoryRow? row) => row is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{row.Value:0.##} {row.Unit}").Trim();
}
