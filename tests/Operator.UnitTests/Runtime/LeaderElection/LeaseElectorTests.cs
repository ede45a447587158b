using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Operator.Runtime.Client;
using Operator.Runtime.LeaderElection;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.LeaderElection;

/// <summary>How a replica comes to lead, and how it stops.</summary>
public sealed class LeaseElectorTests : LeaseElectorTestBase
{
    [Fact]
    public async Task AcquireAsync_NoLease_LeadsAtOnce()
    {
        Assert.False(Elector.IsLeader);

        await Elector.AcquireAsync(Token);

        Assert.True(Elector.IsLeader);
        Assert.Equal("me", Holder);
        Assert.Equal(15, (int)Api.Objects[Path]["spec"]!["leaseDurationSeconds"]!);
    }

    /// <summary>In the write that is made anyway.</summary>
    [Fact]
    public async Task AcquireAsync_SomethingToSayOfItself_StandsOnTheLeaseWithoutAnotherWrite()
    {
        var options = new LeaderElectionOptions();
        var client = new ResourceClient<V1Lease>(Server.Connect(Time), new EntitySerializer());
        var known = new LeaseElector(client, options, new ObjectKey("ns", "operator"), "me", Time, NullLogger<LeaseElector>.Instance);
        options.Annotations["example.com/installation"] = "prod";
        options.Labels["example.com/operator"] = "true";
        HeldBy("");
        var before = Api.Writes;

        await known.AcquireAsync(Token);

        Assert.Equal("prod", (string?)Api.Objects[Path]["metadata"]!["annotations"]!["example.com/installation"]);
        Assert.Equal("true", (string?)Api.Objects[Path]["metadata"]!["labels"]!["example.com/operator"]);
        Assert.Equal(1, Api.Writes - before);
    }

    [Fact]
    public async Task AcquireAsync_ReleasedLease_LeadsAtOnceAndCountsTheTransition()
    {
        HeldBy("");

        await Elector.AcquireAsync(Token);

        Assert.Equal(1, (int)Api.Objects[Path]["spec"]!["leaseTransitions"]!);
    }

    /// <summary>The other's clock may be years off: only how long we have seen its lease unchanged counts.</summary>
    [Fact]
    public void AcquireAsync_LeaseOfADeadReplica_LeadsOneLeaseDurationAfterFirstSeeingIt()
    {
        HeldBy("other", renewTime: "1999-01-01T00:00:00.000000Z");
        var acquiring = Elector.AcquireAsync(Token);

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
        var acquiring = Elector.AcquireAsync(Token);

        for (var round = 0; round < 100; round++)
        {
            Advance(TimeSpan.FromSeconds(5));
            Api.Edit(Path, lease => lease["spec"]!["renewTime"] = "1999-01-01T00:00:01.000000Z");
        }

        Assert.False(acquiring.IsCompleted);
    }

    /// <summary>The server may have stored it at once and answered late: the others count from then.</summary>
    [Fact]
    public async Task AcquireAsync_ReplyTakesLong_LeadsFromTheMomentOfAsking()
    {
        using var slow = new StubApiServer(request =>
        {
            var response = Api.Answer(request);
            Time.Advance(TimeSpan.FromSeconds(request.Method == HttpMethod.Post ? 4 : 0));
            return response;
        });
        var late = NewElector("late", slow, Time);

        await late.AcquireAsync(Token);

        Assert.Equal(Options.LeaseDuration - TimeSpan.FromSeconds(4), late.Remaining);
    }

    [Fact]
    public async Task ReleaseAsync_Leader_EmptiesTheLeaseAndWritesNoMore()
    {
        await Elector.AcquireAsync(Token);

        await Elector.ReleaseAsync(Token);

        Assert.Equal("", Holder);
        Assert.Throws<LeadershipLostException>(Elector.Check);
    }

    /// <summary>Stopping cuts off a renewal whose effect the server keeps: the version we know is then too old.</summary>
    [Fact]
    public async Task ReleaseAsync_ARenewalArrivedMeanwhile_IsReleasedAllTheSame()
    {
        await Elector.AcquireAsync(Token);
        Api.Edit(Path, _ => { });
        var raced = false;
        Fails = request =>
        {
            if (request.Method == HttpMethod.Put && !raced)
            {
                raced = true;
                Api.Edit(Path, _ => { });
            }

            return false;
        };

        await Elector.ReleaseAsync(Token);

        Assert.True(raced);
        Assert.Equal("", Holder);
    }

    [Fact]
    public async Task ReleaseAsync_HeldByAnother_LeavesItAlone()
    {
        await Elector.AcquireAsync(Token);
        HeldBy("other");

        await Elector.ReleaseAsync(Token);

        Assert.Equal("other", Holder);
    }

    [Theory]
    [InlineData(10, 10, 2)]
    [InlineData(15, 2, 2)]
    [InlineData(15, 10, 0)]
    public void Constructor_TimingThatAllowsTwoLeaders_IsRefused(int lease, int deadline, int retry)
    {
        var options = new LeaderElectionOptions
        {
            LeaseDuration = TimeSpan.FromSeconds(lease),
            RenewDeadline = TimeSpan.FromSeconds(deadline),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        };

        Assert.Throws<ArgumentException>(() => NewElector("me", Server, Time, options));
    }

    [Fact]
    public async Task AcquireAsync_ForbiddenForAWhile_GoesOnTrying()
    {
        var refused = 0;
        using var forbidding = new StubApiServer(request => refused++ < 5 ? StubApiServer.Refusal(HttpStatusCode.Forbidden, "Forbidden") : Api.Answer(request));
        var acquiring = NewElector("me", forbidding, Time).AcquireAsync(Token);

        Advance(TimeSpan.FromSeconds(20));

        await acquiring.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }
}
