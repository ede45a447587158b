using Operator.Benchmarks.Reports;

namespace Operator.UnitTests.Benchmarks;

public sealed class PercentileTests
{
    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    [InlineData(0.001, 1)]
    public void Of_OneToHundredInAnyOrder_IsTheValueThatTheShareDoesNotExceed(double share, double expected) =>
        Assert.Equal(expected, Percentile.Of(Enumerable.Range(1, 100).Reverse().Select(number => (double)number), share));

    [Fact]
    public void Of_FewValues_IsOneOfThem()
    {
        Assert.Equal(3, Percentile.Of([3], 0.99));
        Assert.Equal(1, Percentile.Of([2, 1], 0.5));
        Assert.Equal(2, Percentile.Of([2, 1], 0.51));
    }

    [Fact]
    public void Of_NoValue_IsRefused() => Assert.Throws<ArgumentException>(() => Percentile.Of([], 0.5));
}
