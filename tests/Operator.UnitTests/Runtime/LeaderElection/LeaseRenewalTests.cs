using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.LeaderElection;

/// <summary>How long a leader stays one.</summary>
public sealed class LeaseRenewalTests : LeaseElectorTestBase
{
    [Fact]
    public async Task HoldAsync_ServerGoneForLessThanTheDeadline_StaysLeader()
    {
        var holding = await LeadAsync();
        Fails = _ => true;
        Advance(TimeSpan.FromSeconds(6));
        Assert.True(Elector.IsLeader);

        Fails = _ => false;
        Advance(TimeSpan.FromSeconds(60));

        Assert.True(Elector.IsLeader);
        Assert.False(holding.IsCompleted);
    }

    [Fact]
    public async Task HoldAsync_ServerGoneForTheDeadline_EndsThenAndNoLater()
    {
        // A retry period that the deadline is no multiple of.
        var unlucky = NewElector("me", Server, Time, Options with { RetryPeriod = TimeSpan.FromSeconds(3) });
        await unlucky.AcquireAsync(Token);
        var holding = unlucky.HoldAsync(Token);
        Fails = _ => true;

        Advance(Options.RenewDeadline - TimeSpan.FromMilliseconds(100));
        Assert.False(holding.IsCompleted);
        Advance(TimeSpan.FromMilliseconds(200));

        Assert.True(holding.IsCompleted);
        Assert.False(unlucky.IsLeader);
        Assert.Throws<LeadershipLostException>(unlucky.Check);
    }

    [Fact]
    public async Task HoldAsync_RequestsHang_EndsAtTheDeadlineAndNoLater()
    {
        var clock = new SteppedClock { Ignored = TimeSpan.FromSeconds(30) };
        using var hanging = new StubApiServer(async (request, token) =>
        {
            if (Fails(request))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }

            return Api.Answer(request);
        });
        var hung = NewElector("hung", hanging, clock);
        await hung.AcquireAsync(Token);
        Assert.Equal(Options.RenewDeadline / 2, await clock.NextWaitAsync());
        Fails = _ => true;
        var holding = hung.HoldAsync(Token);

        // Pause, first attempt, pause, and a second attempt for as long as is left.
        foreach (var seconds in new[] { 2, 5, 2, 1 })
        {
            Assert.True(hung.IsLeader);
            Assert.Equal(TimeSpan.FromSeconds(seconds), await clock.NextWaitAsync());
            clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await holding.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.False(hung.IsLeader);
    }

    /// <summary>Stopped with SIGSTOP, a process wakes up long after its deadline; its lease may be free, but others may have led since.</summary>
    [Fact]
    public async Task HoldAsync_WakesUpAfterTheDeadline_DoesNotLeadASecondTime()
    {
        var holding = await LeadAsync();
        HeldBy("");

        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(holding.IsCompleted);
        Assert.False(Elector.IsLeader);
        Assert.Equal("", Holder);
    }

    [Fact]
    public async Task IsLeader_LoopIsStuck_IsFalseAfterTheDeadlineAllTheSame()
    {
        await Elector.AcquireAsync(Token);

        Time.Advance(Options.RenewDeadline - TimeSpan.FromTicks(1));
        Assert.True(Elector.IsLeader);
        Time.Advance(TimeSpan.FromTicks(1));

        Assert.False(Elector.IsLeader);
        Assert.Throws<LeadershipLostException>(Elector.Check);
    }

    [Fact]
    public async Task Remaining_WhileLeading_IsWhatIsLeftOfTheLease()
    {
        Assert.Equal(TimeSpan.Zero, Elector.Remaining);
        await Elector.AcquireAsync(Token);

        Time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(TimeSpan.FromSeconds(11), Elector.Remaining);
    }

    [Fact]
    public async Task HoldAsync_SomebodyElseTookTheLease_EndsAtTheNextRenewal()
    {
        var holding = await LeadAsync();

        HeldBy("other");
        Advance(Options.RetryPeriod);

        Assert.True(holding.IsCompleted);
        Assert.False(Elector.IsLeader);
    }

    [Fact]
    public async Task HoldAsync_LeaseDeletedByHand_WritesItAgain()
    {
        var holding = await LeadAsync();

        Api.Remove(Path);
        Advance(Options.RetryPeriod);

        Assert.Equal("me", Holder);
        Assert.False(holding.IsCompleted);
    }

    [Fact]
    public async Task HoldAsync_ReplyLost_StaysLeader()
    {
        var holding = await LeadAsync();
        Fails = request =>
        {
            if (request.Method == HttpMethod.Put)
            {
                Api.Answer(request);
                return true;
            }

            return false;
        };
        Advance(TimeSpan.FromSeconds(3));

        Fails = _ => false;
        Advance(TimeSpan.FromSeconds(30));

        Assert.True(Elector.IsLeader);
        Assert.False(holding.IsCompleted);
    }

    private async Task<Task> LeadAsync()
    {
        await Elector.AcquireAsync(Token);
        return Elector.HoldAsync(Token);
    }
}
