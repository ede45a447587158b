using System.Net;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

/// <summary>How long is waited before the API server is asked again.</summary>
public sealed class ReflectorPauseTests : ReflectorTestBase
{
    [Fact]
    public async Task Run_ServerClosesEveryWatchAtOnce_IsAskedEverMoreRarely()
    {
        Server.List("5");
        for (var round = 0; round < 8; round++)
        {
            Server.Watch();
        }

        await StartAsync(requests: 2);
        double[] full = [10, 20, 40, 80, 160, 160, 160];
        foreach (var longest in full)
        {
            Assert.InRange((await PassAsync(requests: 1)).TotalSeconds, longest / 2, longest);
        }
    }

    [Fact]
    public async Task Run_ServerClosesWatchesAfterAnEvent_IsAskedAgainWithoutAPause()
    {
        Server.List("5");
        for (var version = 6; version < 12; version++)
        {
            Server.Watch(ReflectorServer.Event("MODIFIED", "a", $"{version}"));
        }

        await StartAsync(requests: 8);

        Assert.Equal("watch 11", Server.Asked[^1]);
    }

    [Fact]
    public async Task Run_ServerForgetsThePositionUnderManyChanges_PausesAreShort()
    {
        Server.List("5").Watch(ReflectorServer.Event("MODIFIED", "a", "6"), ReflectorServer.Expired);
        Server.List("7").Watch(ReflectorServer.Event("MODIFIED", "a", "8"), ReflectorServer.Expired);
        Server.List("9").Watch(ReflectorServer.Event("MODIFIED", "a", "10"), ReflectorServer.Expired);
        await StartAsync(requests: 2);

        for (var round = 0; round < 2; round++)
        {
            Assert.InRange((await PassAsync(requests: 2)).TotalSeconds, 5, 10);
        }
    }

    [Fact]
    public async Task Run_HealthyWatchBreaks_StartsWithTheShortestPauseAgain()
    {
        Server.List("5").Throw(new IOException("1")).Throw(new IOException("2")).Throw(new IOException("3"));
        var watch = Server.OpenWatch();
        await StartAsync(requests: 2);
        await PassAsync(requests: 1);
        await PassAsync(requests: 1);
        await PassAsync(requests: 1);

        Clock.Advance(TimeSpan.FromSeconds(60));
        await watch.CompleteAsync(new IOException("connection reset"));

        Assert.InRange((await PassAsync(requests: 1)).TotalSeconds, 5, 10);
    }

    [Fact]
    public async Task Run_RetryAfter_IsWaitedOut()
    {
        Server.List("5").Answer(() =>
        {
            var refusal = StubApiServer.Refusal(HttpStatusCode.TooManyRequests, "TooManyRequests");
            refusal.Headers.RetryAfter = new(TimeSpan.FromSeconds(33));
            return refusal;
        });

        await StartAsync(requests: 2);

        Assert.Equal(TimeSpan.FromSeconds(33), await PassAsync(requests: 1));
        Assert.Equal("watch 5", Server.Asked[^1]);
    }

    [Fact]
    public async Task Run_AnyException_NeverEndsTheLoop()
    {
        Exception[] exceptions = [new HttpRequestException(
            "x"), new IOException("x"), new TaskCanceledException("x"), new InvalidOperationException("x"), new KeyNotFoundException("x")];
        foreach (var exception in exceptions)
        {
            Server.Throw(exception);
        }

        Server.Refuse(HttpStatusCode.Forbidden).Refuse(HttpStatusCode.NotFound).List("5", "a");

        await StartAsync(requests: 1);
        for (var round = 0; round < exceptions.Length + 2; round++)
        {
            await PassAsync(requests: 1);
        }

        await Eventually(() => Informer.HasSynced);
        Assert.False(Running.IsCompleted);
    }
}
