using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.LeaderElection;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.LeaderElection;

public sealed class LeaseElectorTests : IDisposable
{
    private const string Path = "/apis/coordination.k8s.io/v1/namespaces/ns/leases/operator";

    private static readonly LeaderElectionOptions Options = new();

    private readonly FakeTimeProvider time = new();
    private readonly InMemoryApiServer api = new();
    private readonly StubApiServer server;
    private readonly LeaseElector elector;
    private Func<StubRequest, bool> fails = _ => false;

    public LeaseElectorTests()
    {
        server = new StubApiServer(request => fails(request) ? throw new IOException("connection reset") : api.Answer(request));
        elector = Elector("me");
    }

    private string? Holder => (string?)api.Objects[Path]["spec"]!["holderIdentity"];

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task AcquireAsync_NoLease_LeadsAtOnce()
    {
        Assert.False(elector.IsLeader);

        await elector.AcquireAsync(Token);

        Assert.True(elector.IsLeader);
        Assert.Equal("me", Holder);
        Assert.Equal(15, (int)api.Objects[Path]["spec"]!["leaseDurationSeconds"]!);
    }

    /// <summary>In the write that is made anyway.</summary>
    [Fact]
    public async Task AcquireAsync_SomethingToSayOfItself_StandsOnTheLeaseWithoutAnotherWrite()
    {
        var options = new LeaderElectionOptions();
        var client = new ResourceClient<V1Lease>(server.Connect(time), new EntitySerializer());
        var known = new LeaseElector(client, options, new ObjectKey("ns", "operator"), "me", time, NullLogger<LeaseElector>.Instance);
        options.Annotations["example.com/installation"] = "prod";
        HeldBy("");
        var before = api.Writes;

        await known.AcquireAsync(Token);

        Assert.Equal("prod", (string?)api.Objects[Path]["metadata"]!["annotations"]!["example.com/installation"]);
        Assert.Equal(1, api.Writes - before);
    }

    [Fact]
    public async Task AcquireAsync_ReleasedLease_LeadsAtOnceAndCountsTheTransition()
    {
        HeldBy("");

        await elector.AcquireAsync(Token);

        Assert.Equal(1, (int)api.Objects[Path]["spec"]!["leaseTransitions"]!);
    }

    /// <summary>The other's clock may be years off: only how long we have seen its lease unchanged counts.</summary>
    [Fact]
    public void AcquireAsync_LeaseOfADeadReplica_LeadsOneLeaseDurationAfterFirstSeeingIt()
    {
        HeldBy("other", renewTime: "1999-01-01T00:00:00.000000Z");
        var acquiring = elector.AcquireAsync(Token);

        Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(acquiring.IsCompleted);
        Advance(Options.RetryPeriod * 1.3);

        Assert.True(acquiring.IsCompletedSuccessfully);
        Assert.Equal("me", Holder);
    }

    [Fact]
    public void AcquireAsync_OtherKeepsRenewing_NeverLeads()
    {
        HeldBy("other", renewTime: "1999-01-01T00:00:00.000000Z");
        var acquiring = elector.AcquireAsync(Token);

        for (var round = 0; round < 100; round++)
        {
            Advance(TimeSpan.FromSeconds(5));
            api.Edit(Path, lease => lease["spec"]!["renewTime"] = "1999-01-01T00:00:01.000000Z");
        }

        Assert.False(acquiring.IsCompleted);
    }

    [Fact]
    public async Task HoldAsync_ServerGoneForLessThanTheDeadline_StaysLeader()
    {
        var holding = await LeadAsync();
        fails = _ => true;
        Advance(TimeSpan.FromSeconds(6));
        Assert.True(elector.IsLeader);

        fails = _ => false;
        Advance(TimeSpan.FromSeconds(60));

        Assert.True(elector.IsLeader);
        Assert.False(holding.IsCompleted);
    }

    [Fact]
    public async Task HoldAsync_ServerGoneForTheDeadline_EndsThenAndNoLater()
    {
        // A retry period that the deadline is no multiple of.
        var unlucky = Elector("me", server, time, Options with { RetryPeriod = TimeSpan.FromSeconds(3) });
        await unlucky.AcquireAsync(Token);
        var holding = unlucky.HoldAsync(Token);
        fails = _ => true;

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
            if (fails(request))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }

            return api.Answer(request);
        });
        var hung = Elector("hung", hanging, clock);
        await hung.AcquireAsync(Token);
        Assert.Equal(Options.RenewDeadline / 2, await clock.NextWaitAsync());
        fails = _ => true;
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

    /// <summary>The server may have stored it at once and answered late: the others count from then.</summary>
    [Fact]
    public async Task AcquireAsync_ReplyTakesLong_LeadsFromTheMomentOfAsking()
    {
        using var slow = new StubApiServer(request =>
        {
            var response = api.Answer(request);
            time.Advance(TimeSpan.FromSeconds(request.Method == HttpMethod.Post ? 4 : 0));
            return response;
        });
        var late = Elector("late", slow, time);

        await late.AcquireAsync(Token);

        Assert.Equal(Options.LeaseDuration - TimeSpan.FromSeconds(4), late.Remaining);
    }

    /// <summary>Stopped with SIGSTOP, a process wakes up long after its deadline; its lease may be free, but others may have led meanwhile.</summary>
    [Fact]
    public async Task HoldAsync_WakesUpAfterTheDeadline_DoesNotLeadASecondTime()
    {
        var holding = await LeadAsync();
        HeldBy("");

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(holding.IsCompleted);
        Assert.False(elector.IsLeader);
        Assert.Equal("", Holder);
    }

    [Fact]
    public async Task IsLeader_LoopIsStuck_IsFalseAfterTheDeadlineAllTheSame()
    {
        await elector.AcquireAsync(Token);

        time.Advance(Options.RenewDeadline - TimeSpan.FromTicks(1));
        Assert.True(elector.IsLeader);
        time.Advance(TimeSpan.FromTicks(1));

        Assert.False(elector.IsLeader);
        Assert.Throws<LeadershipLostException>(elector.Check);
    }

    [Fact]
    public async Task Remaining_WhileLeading_IsWhatIsLeftOfTheLease()
    {
        Assert.Equal(TimeSpan.Zero, elector.Remaining);
        await elector.AcquireAsync(Token);

        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(TimeSpan.FromSeconds(11), elector.Remaining);
    }

    [Fact]
    public async Task HoldAsync_SomebodyElseTookTheLease_EndsAtTheNextRenewal()
    {
        var holding = await LeadAsync();

        HeldBy("other");
        Advance(Options.RetryPeriod);

        Assert.True(holding.IsCompleted);
        Assert.False(elector.IsLeader);
    }

    [Fact]
    public async Task HoldAsync_LeaseDeletedByHand_WritesItAgain()
    {
        var holding = await LeadAsync();

        api.Remove(Path);
        Advance(Options.RetryPeriod);

        Assert.Equal("me", Holder);
        Assert.False(holding.IsCompleted);
    }

    [Fact]
    public async Task HoldAsync_ReplyLost_StaysLeader()
    {
        var holding = await LeadAsync();
        fails = request =>
        {
            if (request.Method == HttpMethod.Put)
            {
                api.Answer(request);
                return true;
            }

            return false;
        };
        Advance(TimeSpan.FromSeconds(3));

        fails = _ => false;
        Advance(TimeSpan.FromSeconds(30));

        Assert.True(elector.IsLeader);
        Assert.False(holding.IsCompleted);
    }

    [Fact]
    public async Task ReleaseAsync_Leader_EmptiesTheLeaseAndWritesNoMore()
    {
        await elector.AcquireAsync(Token);

        await elector.ReleaseAsync(Token);

        Assert.Equal("", Holder);
        Assert.Throws<LeadershipLostException>(elector.Check);
    }

    /// <summary>Stopping cuts off a renewal whose effect the server keeps: the version we know is then too old.</summary>
    [Fact]
    public async Task ReleaseAsync_ARenewalArrivedMeanwhile_IsReleasedAllTheSame()
    {
        await elector.AcquireAsync(Token);
        api.Edit(Path, _ => { });
        var raced = false;
        fails = request =>
        {
            if (request.Method == HttpMethod.Put && !raced)
            {
                raced = true;
                api.Edit(Path, _ => { });
            }

            return false;
        };

        await elector.ReleaseAsync(Token);

        Assert.True(raced);
        Assert.Equal("", Holder);
    }

    [Fact]
    public async Task ReleaseAsync_HeldByAnother_LeavesItAlone()
    {
        await elector.AcquireAsync(Token);
        HeldBy("other");

        await elector.ReleaseAsync(Token);

        Assert.Equal("other", Holder);
    }

    [Theory]
    [InlineData(10, 10, 2)]
    [InlineData(15, 2, 2)]
    [InlineData(15, 10, 0)]
    public void Constructor_TimingThatAllowsTwoLeaders_IsRefused(int lease, int deadline, int retry)
    {
        var options = new LeaderElectionOptions { LeaseDuration = TimeSpan.FromSeconds(lease), RenewDeadline = TimeSpan.FromSeconds(deadline), RetryPeriod = TimeSpan.FromSeconds(retry) };

        Assert.Throws<ArgumentException>(() => Elector("me", server, time, options));
    }

    [Fact]
    public async Task AcquireAsync_ForbiddenForAWhile_GoesOnTrying()
    {
        var refused = 0;
        using var forbidding = new StubApiServer(request => refused++ < 5 ? StubApiServer.Refusal(HttpStatusCode.Forbidden, "Forbidden") : api.Answer(request));
        var acquiring = Elector("me", forbidding, time).AcquireAsync(Token);

        Advance(TimeSpan.FromSeconds(20));

        await acquiring.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    internal static LeaseElector Elector(string identity, StubApiServer server, TimeProvider time, LeaderElectionOptions? options = null) => new(
        new ResourceClient<V1Lease>(server.Connect(time), new EntitySerializer()), options ?? Options, new ObjectKey("ns", "operator"), identity, time, NullLogger<LeaseElector>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LeaseElector Elector(string identity) => Elector(identity, server, time);

    private async Task<Task> LeadAsync()
    {
        await elector.AcquireAsync(Token);
        return elector.HoldAsync(Token);
    }

    /// <summary>In small steps, as time passes; one big step is what a stopped process sees.</summary>
    private void Advance(TimeSpan span)
    {
        for (var left = span; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(50))
        {
            time.Advance(TimeSpan.FromMilliseconds(Math.Min(50, left.TotalMilliseconds)));
        }
    }

    private void HeldBy(string identity, string renewTime = "2026-01-01T00:00:00.000000Z") => api.Put(Path, (JsonObject)JsonNode.Parse(
        $$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"operator","namespace":"ns","uid":"u"},"spec":{"holderIdentity":"{{{identity}}}","leaseDurationSeconds":15,"renewTime":"{{{renewTime}}}","leaseTransitions":0}}""")!);
}
