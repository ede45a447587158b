using Operator.Benchmarks.Reports;

namespace Operator.UnitTests.Benchmarks;

public sealed class ClientGoFiguresTests
{
    [Fact]
    public void Of_FiguresOfAPhase_KeepsThoseOfAnyOperatorUnderTheirOwnNames() => Assert.Equal(
        [new Measurement("client-go converge", 2, "s"), new Measurement("client-go edit p50", 9, "ms")],
        ClientGoFigures.Of([new(Figure.Converge, 2, "s"), new(Figure.Floor, 1, "s"), new(Figure.Passes, 3, ""), new(Figure.EditMedian, 9, "ms")]));

    [Fact]
    public void Ratio_OfBothConvergences_IsOursInTermsOfTheOther() => Assert.Equal(
        [new Measurement("converge / client-go", 3, "×")],
        ClientGoFigures.Ratio([new("client-go converge", 2, "s"), new(Figure.Converge, 6, "s")]));

    [Fact]
    public void Ratio_WithoutTheOther_IsNone() => Assert.Empty(ClientGoFigures.Ratio([new(Figure.Converge, 6, "s")]));
}
