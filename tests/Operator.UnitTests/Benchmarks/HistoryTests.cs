using Operator.Benchmarks.Reports;

namespace Operator.UnitTests.Benchmarks;

public sealed class HistoryTests
{
    [Fact]
    public void Parse_OfALineOfTheHistory_GivesWhatWasWritten()
    {
        var row = new HistoryRow("2026-11-28", "a3b0944-dirty", 2, "job", 1000, 15, Figure.LimitRatio, 1.125, "×");

        Assert.Equal("2026-11-28,a3b0944-dirty,2,job,1000,15,converge / limit,1.125,×", row.ToString());
        Assert.Equal(row, HistoryRow.Parse(row.ToString()));
        Assert.Equal(HistoryRow.Header.Split(',').Length, row.ToString().Split(',').Length);
    }

    /// <summary>The columns are separated by commas, and none is quoted.</summary>
    [Fact]
    public void Figures_InTheHistory_HaveNoComma() =>
        Assert.All(typeof(Figure).GetFields(), field => Assert.DoesNotContain(",", (string)field.GetRawConstantValue()!, StringComparison.Ordinal));

    [Fact]
    public void ResultTable_OfTwoRunsOfOneScenario_ShowsTheLatestAlone()
    {
        var table = ResultTable.Of([Row("a", 100, Figure.Calls, 3), Row("a", 100, Figure.Events, 4), Row("b", 100, Figure.Calls, 2)]);

        Assert.Equal(
            """
            |  | 100 × job |
            | --- | ---: |
            | calls per object | 2 |
            | date, commit, cores | 2026-11-28, b, 2 |

            """,
            table);
    }

    [Fact]
    public void ResultTable_OfTwoRunsOfOneCommit_ShowsTheLatestAlone()
    {
        var latest = Assert.Single(ResultTable.LatestRuns([Row("a", 100, Figure.Calls, 3), Row("a", 100, Figure.Events, 4), Row("a", 100, Figure.Calls, 2)]));

        Assert.Equal([2], latest.Select(row => row.Value));
    }

    [Fact]
    public void ResultTable_OfAScenarioWithoutAFigure_ShowsADash() => Assert.Contains(
        "| events per object | 4 | – |",
        ResultTable.Of([Row("a", 1000, Figure.Calls, 3), Row("a", 100, Figure.Events, 4)]),
        StringComparison.Ordinal);

    private static HistoryRow Row(string commit, int objects, string figure, double value) =>
        new("2026-11-28", commit, 2, "job", objects, 0, figure, value, "");
}
