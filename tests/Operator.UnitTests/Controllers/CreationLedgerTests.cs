using Microsoft.Extensions.Time.Testing;
using Operator.Controllers;

namespace Operator.UnitTests.Controllers;

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
        ledger.Attempting("a");

        Assert.Equal(Grace, ledger.UntilCertain("a"));
        time.Advance(Grace);
        Assert.Equal(TimeSpan.Zero, ledger.UntilCertain("a"));
        Assert.False(ledger.IsUntouched("a"));
    }

    [Fact]
    public void UntilCertain_AfterARefusal_NeedsNoWait()
    {
        ledger.Attempting("a");
        ledger.Refused("a");

        Assert.True(ledger.IsUntouched("a"));
        Assert.Equal(TimeSpan.Zero, ledger.UntilCertain("a"));
    }

    [Fact]
    public void Fresh_AfterAnAttempt_ForgetsNothing()
    {
        ledger.Attempting("a");
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
}
