using Microsoft.Extensions.Time.Testing;
using Operator.Managed;

namespace Operator.UnitTests.Managed;

/// <summary>Nothing is created while an earlier attempt may still come to light.</summary>
public sealed class CreationLedgerTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider time = new();
    private readonly CreationLedger ledger;

    public CreationLedgerTests() => ledger = new CreationLedger(Grace, time);

    [Fact]
    public void UntilCertain_AnObjectMetForTheFirstTime_WaitsForTheWholeGrace()
    {
        Assert.Equal(Grace, ledger.UntilCertain("a"));
        Assert.False(ledger.IsUntouched("a"));

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(5), ledger.UntilCertain("a"));

        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, ledger.UntilCertain("a"));
        Assert.False(ledger.IsUntouched("a"));
    }

    [Fact]
    public void UntilCertain_AnObjectThatGotItsFinalizerJustNow_NeedsNoWait()
    {
        ledger.Fresh("a");

        Assert.True(ledger.IsUntouched("a"));
        Assert.Equal(TimeSpan.Zero, ledger.UntilCertain("a"));
    }

    [Fact]
    public void UntilCertain_AfterAnAttempt_WaitsAgainAndRemembersIt()
    {
        ledger.Fresh("a");
        ledger.Attempted("a");

        Assert.Equal(Grace, ledger.UntilCertain("a"));
        time.Advance(Grace);
        Assert.Equal(TimeSpan.Zero, ledger.UntilCertain("a"));
        Assert.False(ledger.IsUntouched("a"));
    }

    [Fact]
    public void UntilCertain_AfterARefusal_NeedsNoWait()
    {
        ledger.Attempted("a");
        ledger.Refused("a");

        Assert.True(ledger.IsUntouched("a"));
        Assert.Equal(TimeSpan.Zero, ledger.UntilCertain("a"));
    }

    [Fact]
    public void UntilCertain_AnAttemptThatHungForAMinute_CountsFromItsEnd()
    {
        ledger.Fresh("a");
        ledger.Attempted("a");
        time.Advance(TimeSpan.FromSeconds(60));
        ledger.Attempted("a");

        Assert.Equal(Grace, ledger.UntilCertain("a"));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void UntilCertain_TheWallClockIsSet_ChangesNothing(int seconds)
    {
        var clock = new SteppingClock();
        var stepped = new CreationLedger(Grace, clock);
        stepped.Attempted("a");
        clock.Now += TimeSpan.FromSeconds(seconds);

        Assert.Equal(Grace, stepped.UntilCertain("a"));
    }

    [Fact]
    public void UntilCertain_AfterTheObjectWasSeen_NeedsNoWait()
    {
        ledger.Created("a", isOnlyAttempt: true);
        Assert.Equal(Grace, ledger.UntilCertain("a"));

        ledger.Seen("a");

        Assert.Equal(TimeSpan.Zero, ledger.UntilCertain("a"));
        Assert.False(ledger.IsUntouched("a"));
    }

    [Fact]
    public void MayHaveSecond_OnlyAfterAnAttemptOfUnknownResult()
    {
        ledger.Seen("met when it existed already");
        ledger.Created("answered at once", isOnlyAttempt: true);
        ledger.Attempted("lost once");
        ledger.Created("lost once", isOnlyAttempt: false);
        ledger.Seen("lost once");

        Assert.False(ledger.MayHaveSecond("met when it existed already"));
        Assert.False(ledger.MayHaveSecond("answered at once"));
        Assert.True(ledger.MayHaveSecond("lost once"));
        Assert.Equal(Grace, ledger.UntilListsShowAll("lost once"));
        Assert.Equal(Grace, ledger.UntilListsShowAll("met when it existed already"));
    }

    [Fact]
    public void Fresh_AfterAnAttempt_ForgetsNothing()
    {
        ledger.Attempted("a");
        ledger.Fresh("a");

        Assert.Equal(Grace, ledger.UntilCertain("a"));
    }

    [Fact]
    public void Forget_AnObject_LeavesTheOthers()
    {
        ledger.Fresh("a");
        ledger.Fresh("b");
        ledger.Forget("a");

        Assert.False(ledger.IsUntouched("a"));
        Assert.True(ledger.IsUntouched("b"));
    }

    /// <summary>A wall clock that somebody sets, beside a monotonic one that stands still.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddYears(56);

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 0;
    }
}
