using System.Globalization;
using Operator.Benchmarks.Processes;
using Operator.Benchmarks.Reports;
using Operator.IntegrationTests.Harness;

namespace Operator.Benchmarks;

/// <summary>docs/performance: the history, which only grows, the tables of the page, and the plots.</summary>
internal sealed class Recorder(TimeProvider time)
{
    private static readonly string Folder = Repository.File("docs", "performance");
    private static readonly string History = Path.Combine(Folder, "history.csv");
    private static readonly string Text = Repository.File("docs", "performance.md");

    public async Task AppendAsync(Result result, CancellationToken cancellationToken)
    {
        var commit = await Shell.CommitAsync(cancellationToken);
        var date = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var rows = result.Measurements.Select(one => new HistoryRow(
            date, commit, Environment.ProcessorCount, result.Kind, result.Count, result.CallsPerSecond, one.Name, one.Value, one.Unit));
        await File.AppendAllLinesAsync(History, rows.Select(row => row.ToString()), cancellationToken);
        await WriteAsync(cancellationToken);
    }

    /// <summary>The page and the plots of what the history holds.</summary>
    public static async Task WriteAsync(CancellationToken cancellationToken)
    {
        List<HistoryRow> history = [.. (await File.ReadAllLinesAsync(History, cancellationToken)).Skip(1).Select(HistoryRow.Parse)];
        foreach (var plot in Plot.All)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, $"{plot.Name}.svg"), PlotDrawing.Of(plot.Title, plot.Series(history)), cancellationToken);
        }

        var page = await File.ReadAllTextAsync(Text, cancellationToken);
        page = Page.Replace(page, "results", ResultTable.Of(history));
        page = Page.Replace(page, "budgets", BudgetTable.Of(Budgets.All));
        await File.WriteAllTextAsync(Text, page, cancellationToken);
    }
}
