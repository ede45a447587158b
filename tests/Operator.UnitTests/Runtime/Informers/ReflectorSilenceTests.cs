using System.Net;

namespace Operator.UnitTests.Runtime.Informers;

/// <summary>What a quiet kind looks like, and what an API server that has stopped answering.</summary>
public sealed class ReflectorSilenceTests : ReflectorTestBase
{
    [Fact]
    public async Task Run_QuietStream_IsReplacedFromTheSamePositionWithoutCountingAsAFailure()
    {
        Server.List("5", "a");
        Server.OpenWatch(TakeASecond);
        Server.OpenWatch(TakeASecond);
        await StartAsync(requests: 2);
        await Eventually(() => Informer.Silence == TimeSpan.Zero);

        Clock.Advance(Options.SilenceTimeout);
        await RequestsAsync(1);

        Assert.Equal(["list", "watch 5", "watch 5"], Server.Asked);
        Assert.False(Clock.HasWait);
    }

    [Fact]
    public async Task Run_BookmarksArrive_KeepTheStreamOpen()
    {
        Server.List("5", "a");
        var watch = Server.OpenWatch();
        await StartAsync(requests: 2);

        for (var minute = 1; minute <= 10; minute++)
        {
            Clock.Advance(TimeSpan.FromSeconds(60));
            await ReflectorServer.WriteAsync(watch, ReflectorServer.Bookmark($"{5 + minute}"));
            await Eventually(() => Informer.Silence == TimeSpan.Zero);
        }

        Assert.Equal(2, Server.Asked.Count);
    }

    /// <summary>Where nothing happens, some API servers never send a bookmark: that must not make the process look dead.</summary>
    [Fact]
    public async Task Silence_QuietKindForHours_StaysBelowTheWatchdog()
    {
        Server.List("5");
        for (var round = 0; round < 100; round++)
        {
            Server.OpenWatch(TakeASecond);
        }

        await StartAsync(requests: 2);
        for (var round = 0; round < 90; round++)
        {
            await Eventually(() => Informer.Silence == TimeSpan.Zero);
            Clock.Advance(Options.SilenceTimeout);
            // Zero again already when the loop was quicker than this line.
            Assert.InRange(Informer.Silence, TimeSpan.Zero, Options.SilenceTimeout);
            await RequestsAsync(1);
        }
    }

    [Fact]
    public async Task Silence_ServerAnswersNothing_Grows()
    {
        Server.List("5");
        await StartAsync(requests: 2);

        Clock.Advance(Options.SilenceTimeout);
        await PassAsync(requests: 1);

        Assert.True(Informer.Silence > Options.SilenceTimeout);
    }

    /// <summary>A loop that keeps trying is alive: restarting the process would bring the API server back no sooner.</summary>
    [Fact]
    public async Task SinceLastStep_ApiServerAwayForAnHour_StaysShort()
    {
        for (var failure = 0; failure < 100; failure++)
        {
            Server.Throw(new HttpRequestException("no route"));
        }

        await StartAsync(requests: 1);
        while (Informer.Silence < TimeSpan.FromHours(1))
        {
            await PassAsync(requests: 1);
            Assert.InRange(Informer.SinceLastStep, TimeSpan.Zero, Options.BackoffMaximum);
        }

        Assert.True(Informer.IsAlive);
    }

    /// <summary>It answers, but nothing is learnt from that.</summary>
    [Fact]
    public async Task Silence_ServerAnswersWithErrorsOnly_Grows()
    {
        Server.Refuse(HttpStatusCode.ServiceUnavailable).Refuse(HttpStatusCode.Unauthorized);

        await StartAsync(requests: 1);
        var first = await PassAsync(requests: 1);
        var second = await PassAsync(requests: 1);

        Assert.Equal(first + second, Informer.Silence);
        Assert.Empty(Informer.Refused);
    }

    /// <summary>So that "heard of right now" means: this answer has arrived.</summary>
    private void TakeASecond() => Clock.Advance(TimeSpan.FromSeconds(1));
}
