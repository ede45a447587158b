using Microsoft.Extensions.Time.Testing;

namespace Operator.FaultTests.World;

public sealed class ReadLagTests
{
    /// <summary>
    /// An answer from before the lag, given until its end, would be of up to twice as long ago: longer than the operator waits for a late creation.
    /// </summary>
    [Theory]
    [InlineData(0, 39, "old")]
    [InlineData(0, 40, null)]
    [InlineData(30, 9, "old")]
    [InlineData(30, 10, null)]
    [InlineData(40, 0, null)]
    public void Find_OfAnAnswerFromBeforeTheLag_GivesItNoLongerThanReadsLag(int secondsBefore, int secondsAfter, string? found)
    {
        var time = new FakeTimeProvider();
        var lag = new ReadLag(time);
        lag.Remember("list", "old");
        time.Advance(TimeSpan.FromSeconds(secondsBefore));
        lag.Begin(TimeSpan.FromSeconds(40));
        time.Advance(TimeSpan.FromSeconds(secondsAfter));

        Assert.Equal(found, lag.Find("list"));
    }

    [Fact]
    public void Find_WithoutALag_GivesNothing()
    {
        var lag = new ReadLag(new FakeTimeProvider());
        lag.Remember("list", "old");

        Assert.Null(lag.Find("list"));
    }
}
