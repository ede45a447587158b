using System.Xml.Linq;
using Operator.Benchmarks.Reports;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Benchmarks;

public sealed class PlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Drawing_OfValues_PutsLargerOnesHigherAndMoreObjectsToTheRight()
    {
        var points = PointsOf([new Series("job", [new Point(100, 1), new Point(1000, 4), new Point(10000, 2)])]);

        Assert.Equal(3, points.Count);
        Assert.True(points[0].X < points[1].X && points[1].X < points[2].X);
        Assert.Equal(points[1].X - points[0].X, points[2].X - points[1].X, 0.2);
        Assert.True(points[1].Y < points[2].Y && points[2].Y < points[0].Y);
    }

    [Fact]
    public void Drawing_OfEveryKind_StaysWithinThePicture()
    {
        var points = PointsOf([new Series("job", [new Point(60, 0)]), new Series("run", [new Point(5000, 999)])]);

        Assert.All(points, point => Assert.True(point is { X: > 0 and < 640, Y: > 0 and < 300 }));
    }

    [Fact]
    public void Drawing_OfOnePointOrOfNone_IsDrawn()
    {
        Assert.Single(PointsOf([new Series("job", [new Point(60, 0)])]));
        Assert.Equal([], PointsOf([]));
    }

    [Fact]
    public void Series_OfTheHistory_AreTheLatestOfEachSizeWithTheSameLimit()
    {
        var plot = new Plot("calls", "calls", Figure.Calls, false);

        var series = Assert.Single(plot.Series([Row("a", 100, 0, 3), Row("b", 100, 0, 2), Row("a", 1000, 0, 5), Row("a", 100, 15, 9)]));

        Assert.Equal([new Point(100, 2), new Point(1000, 5)], series.Points);
    }

    /// <summary>A reader of the page sees each plot and, below it, what limits the figure.</summary>
    [Fact]
    public void Page_OfEveryPlot_ShowsItAndSaysWhatLimitsIt()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "performance.md"));

        Assert.All(Plot.All, plot => Assert.Matches($@"!\[[^\]]+\]\(performance/{plot.Name}\.svg\)\n\n\*\*What limits it\*\*: \w", page));
    }

    /// <summary>Someone who changes a budget has to see it in the page too.</summary>
    [Fact]
    public void Page_OfTheBudgets_IsCurrent() => Assert.Contains(
        BudgetTable.Of(Budgets.All), File.ReadAllText(Path.Combine(Repository.Root, "docs", "performance.md")), StringComparison.Ordinal);

    private static List<(double X, double Y)> PointsOf(IReadOnlyList<Series> series) =>
    [
        .. XDocument.Parse(PlotDrawing.Of("title", series)).Descendants(Svg + "circle")
            .Select(circle => ((double)circle.Attribute("cx")!, (double)circle.Attribute("cy")!)),
    ];

    private static HistoryRow Row(string commit, int objects, int callsPerSecond, double value) =>
        new("2026-11-28", commit, 2, "job", objects, callsPerSecond, Figure.Calls, value, "");
}
