using Operator.Benchmarks.Reports;

namespace Operator.UnitTests.Benchmarks;

public sealed class BudgetTests
{
    private static readonly IReadOnlyList<Budget> Some =
    [
        new("job", false, 100, Figure.Calls, 3, 1.15),
        new("job", false, 1000, Figure.Calls, 2, 1.15),
        new("job", true, 100, Figure.Calls, 1, null),
        new("job", false, 100, Figure.RestartWrites, 0, 0),
        new("job", false, 100, Figure.EditRatio, 10, null),
    ];

    [Theory]
    [InlineData(100, 0, 3.0, false)]
    [InlineData(100, 0, 3.01, true)]
    [InlineData(999, 0, 2.5, false)]
    [InlineData(1000, 0, 2.5, true)]
    [InlineData(5000, 0, 2.5, true)]
    [InlineData(100, 15, 2.5, true)]
    public void Broken_AFigureAboveTheBudgetOfItsSizeAndLimit_IsNamed(int objects, int callsPerSecond, double value, bool isBroken) =>
        Assert.Equal(isBroken, Budget.Broken(Of("job", objects, callsPerSecond, Figure.Calls, value), Some).Count == 1);

    [Fact]
    public void Broken_ASingleWriteWhereNoneIsAllowed_FailsTheRun() => Assert.Equal(
        ["100 × job: restart writes is 1.00, above its budget of 0.00"], Budget.Broken(Of("job", 100, 0, Figure.RestartWrites, 1), Some));

    [Fact]
    public void Broken_AFigureThatIsNoNumber_FailsTheRun() =>
        Assert.Single(Budget.Broken(Of("job", 100, 0, Figure.Calls, double.NaN), Some));

    /// <summary>Counts are judged whatever else the machine does; seconds are those of the machine.</summary>
    [Theory]
    [InlineData(Figure.EditRatio, Figure.EditOtherShare, 50, false)]
    [InlineData(Figure.EditRatio, Figure.EditOtherShare, 5, true)]
    [InlineData(Figure.EditRatio, Figure.OtherShare, 50, true)]
    [InlineData(Figure.Calls, Figure.EditOtherShare, 50, true)]
    public void Broken_WhileOthersKeepTheMachineBusy_DoesNotNameRatiosOfSeconds(string figure, string share, double ofOthers, bool isBroken)
    {
        var result = new Result("job", 100, 0, [new Measurement(figure, 11, ""), new Measurement(share, ofOthers, "%")]);

        Assert.Equal(isBroken ? 1 : 0, Budget.Broken(result, Some).Count);
        Assert.Equal(isBroken ? 0 : 1, Budget.Disturbed(result, Some).Count);
    }

    [Theory]
    [InlineData("cluster", 100, Figure.Calls)]
    [InlineData("job", 99, Figure.Calls)]
    [InlineData("job", 100, Figure.Events)]
    public void Broken_AFigureWithoutBudget_FailsNothing(string kind, int objects, string figure) =>
        Assert.Equal([], Budget.Broken(Of(kind, objects, 0, figure, 1_000_000), Some));

    /// <summary>A row that no figure matches holds nothing.</summary>
    [Fact]
    public void All_OfTheRun_NameFiguresThatExistAndStandOnce()
    {
        var figures = typeof(Figure).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToHashSet();

        Assert.NotEmpty(Budgets.All);
        Assert.All(Budgets.All, budget => Assert.Contains(budget.Figure, figures));
        Assert.Equal(Budgets.All.Count, Budgets.All.DistinctBy(one => (one.Kind, one.IsLimited, one.Objects, one.Figure)).Count());
    }

    private static Result Of(string kind, int objects, int callsPerSecond, string figure, double value) =>
        new(kind, objects, callsPerSecond, [new Measurement(figure, value, "")]);
}
