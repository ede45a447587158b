using Operator.Benchmarks.Reports;

namespace Operator.UnitTests.Benchmarks;

public sealed class TableTests
{
    private static readonly IReadOnlyList<Budget> Some =
        [new("job", false, 60, Figure.Calls, 3, 1.15), new("run", false, 60, Figure.Calls, 3, 1.15), new("job", true, 60, Figure.LimitRatio, 1.5, null)];

    [Fact]
    public void ConsoleTable_OfAFigureWithABudget_ShowsItAndTheGoal()
    {
        var table = ConsoleTable.Of(new Result("job", 60, 0, [new(Figure.Calls, 2.5, ""), new(Figure.Start, 1, "s")]), Some);

        Assert.Equal(["", "60 × job", "calls per object 2.50 budget 3, goal 1.15", "start 1.00 s"], table.Split('\n').Select(Squeezed));
    }

    [Fact]
    public void BudgetTable_OfKindsWithTheSameBudget_NamesThemInOneRow() => Assert.Equal(
        """
        | figure | kinds | objects | budget | goal |
        | --- | --- | --- | ---: | ---: |
        | calls per object | job, run | from 60 | 3 | 1.15 |
        | converge / limit | job | from 60, at a limit of calls | 1.5 |  |

        """,
        BudgetTable.Of(Some));

    [Fact]
    public void Page_WithTheLinesOfAPart_KeepsWhatPeopleWrote() => Assert.Equal(
        "before\n<!-- results: written by `make bench` -->\nnew\n<!-- end of results -->\nafter\n",
        Page.Replace("before\n<!-- results: written by `make bench` -->\nold\n<!-- end of results -->\nafter\n", "results", "new\n"));

    [Fact]
    public void Page_WithoutTheLinesOfAPart_IsRefused() => Assert.Contains(
        "results", Assert.Throws<InvalidOperationException>(() => Page.Replace("before\n", "results", "new\n")).Message, StringComparison.Ordinal);

    private static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
