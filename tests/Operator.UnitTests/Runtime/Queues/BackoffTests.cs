using Operator.Runtime.Queues;

namespace Operator.UnitTests.Runtime.Queues;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(1000, 300)]
    [InlineData(int.MaxValue, 300)]
    public void Delay_AnyNumberOfFailures_IsBetweenHalfAndAllOfTheDoubledBase(int failures, double full)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

        for (var draw = 0; draw < 200; draw++)
        {
            Assert.InRange(backoff.Delay(failures).TotalSeconds, full / 2, full);
        }
    }

    [Fact]
    public void Delay_ManyAtOnce_IsSpread()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

        var distinct = Enumerable.Range(0, 100).Select(_ => backoff.Delay(3)).Distinct().Count();

        Assert.True(distinct > 90, $"only {distinct} different delays in 100");
    }
}
