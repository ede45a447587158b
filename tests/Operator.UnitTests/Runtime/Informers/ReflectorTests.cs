using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

public sealed class ReflectorTests : IAsyncLifetime
{
    private static readonly ReflectorOptions Options = new()
    {
        BackoffBase = TimeSpan.FromSeconds(10),
        BackoffMaximum = TimeSpan.FromSeconds(160),
        SilenceTimeout = TimeSpan.FromSeconds(150),
    };

    private readonly ReflectorServer server = new();
    private readonly SteppedClock clock = new() { Ignored = TimeSpan.FromSeconds(150) };
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly List<string> seen = [];
    private ApiServerConnection connection = null!;
    private Informer<Widget> informer = null!;
    private Task running = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        connection = new ApiServerConnection(new() { Host = "http://stub" }, clock, server.Server) { RequestTimeout = Options.SilenceTimeout };
        informer = new Informer<Widget>(new ResourceClient<Widget>(connection, new EntitySerializer()), [], Options, clock, NullLogger<Informer<Widget>>.Instance);
        informer.Subscribe(change => seen.Add($"{(change.New is null ? "-" : "+")}{change.Key.Name}"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        server.Dispose();
        connection.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task Run_ListOfSeveralPages_IsSyncedOnlyAfterTheLast()
    {
        server.ListPage("5", "p2", "a").ListPage("5", "", "b");

        await StartAsync(requests: 3);

        Assert.True(informer.HasSynced);
        Assert.Equal(["list", "list p2", "watch 5"], server.Asked);
        Assert.Equal(["+a", "+b"], seen);
    }

    [Fact]
    public async Task Run_SecondPageFails_NothingCountsAsDeletedAndTheListStartsOver()
    {
        server.List("5", "a", "b").Watch(ReflectorServer.Expired);
        server.ListPage("9", "p2", "a").Refuse(HttpStatusCode.InternalServerError);
        server.ListPage("9", "p2", "a").ListPage("9", "", "c");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);
        Assert.Equal(["a", "b"], Names());
        await PassAsync(requests: 3);

        Assert.Equal(["a", "c"], Names());
        Assert.Contains("-b", seen);
    }

    [Fact]
    public async Task Run_ContinueTokenExpired_ListsFromTheBeginning()
    {
        server.ListPage("5", "p2", "a").Refuse(HttpStatusCode.Gone, "Expired").List("7", "a", "b");

        await StartAsync(requests: 2);
        Assert.False(informer.HasSynced);
        await PassAsync(requests: 2);

        Assert.Equal(["list", "list p2", "list", "watch 7"], server.Asked);
        Assert.True(informer.HasSynced);
    }

    [Fact]
    public async Task Run_StreamEnds_ResumesAfterTheLastEventOrBookmark()
    {
        server.List("5", "a").Watch(ReflectorServer.Event("MODIFIED", "a", "6"), ReflectorServer.Bookmark("8"));

        await StartAsync(requests: 2);
        await PassAsync(requests: 1);

        Assert.Equal("watch 8", server.Asked[^1]);
    }

    [Fact]
    public async Task Run_StreamBreaksWithinAnEvent_ResumesBeforeIt()
    {
        server.List("5", "a").Answer(() => StubApiServer.Json(ReflectorServer.Event("MODIFIED", "a", "6") + "\n" + ReflectorServer.Event("MODIFIED", "a", "7")[..40]));

        await StartAsync(requests: 2);
        await PassAsync(requests: 1);

        Assert.Equal("watch 6", server.Asked[^1]);
    }

    [Fact]
    public async Task Run_ExpiredInTheStream_ListsAndReportsWhatWasDeletedMeanwhile()
    {
        server.List("5", "a", "b").Watch(ReflectorServer.Expired).List("20", "b", "c");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);

        Assert.Equal(["+a", "+b", "+b", "+c", "-a"], seen);
        Assert.Equal("watch 20", server.Asked[^1]);
    }

    [Fact]
    public async Task Run_ExpiredAsStatus_Lists()
    {
        server.List("5", "a").Refuse(HttpStatusCode.Gone, "Expired").List("20", "a");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);

        Assert.Equal(["list", "watch 5", "list", "watch 20"], server.Asked);
    }

    [Theory]
    [InlineData("""{"type":"RENAMED","object":{"metadata":{"name":"a","resourceVersion":"6"}}}""")]
    [InlineData("<html>")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":""}}}""")]
    public async Task Run_EventNobodyCanRead_ListsInsteadOfAskingForItAgain(string line)
    {
        server.List("5", "a").Watch(line).List("20", "a");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);

        Assert.Equal("watch 20", server.Asked[^1]);
    }

    [Fact]
    public async Task Run_DataRestoredFromABackup_TakesOverTheOlderObjects()
    {
        server.List("50", "a", "b").Watch(ReflectorServer.Bookmark("30")).List("30", "a");

        await StartAsync(requests: 2);
        await PassAsync(requests: 2);

        Assert.Equal("30", informer.Store.Find(new ObjectKey("ns", "a"))!.Metadata.ResourceVersion);
        Assert.Equal(["a"], Names());
        Assert.Equal("watch 30", server.Asked[^1]);
    }

    [Fact]
    public async Task Run_ServerClosesEveryWatchAtOnce_IsAskedEverMoreRarely()
    {
        server.List("5");
        for (var round = 0; round < 8; round++)
        {
            server.Watch();
        }

        await StartAsync(requests: 2);
        double[] full = [10, 20, 40, 80, 160, 160, 160];
        foreach (var longest in full)
        {
            Assert.InRange((await PassAsync(requests: 1)).TotalSeconds, longest / 2, longest);
        }
    }

    [Fact]
    public async Task Run_HealthyWatchBreaks_StartsWithTheShortestPauseAgain()
    {
        server.List("5").Throw(new IOException("1")).Throw(new IOException("2")).Throw(new IOException("3"));
        var watch = server.OpenWatch();
        await StartAsync(requests: 2);
        await PassAsync(requests: 1);
        await PassAsync(requests: 1);
        await PassAsync(requests: 1);

        clock.Advance(TimeSpan.FromSeconds(60));
        await watch.CompleteAsync(new IOException("connection reset"));

        Assert.InRange((await PassAsync(requests: 1)).TotalSeconds, 5, 10);
    }

    [Fact]
    public async Task Run_QuietStream_IsReplacedFromTheSamePositionWithoutCountingAsAFailure()
    {
        server.List("5", "a");
        server.OpenWatch(TakeASecond);
        server.OpenWatch(TakeASecond);
        await StartAsync(requests: 2);
        await Eventually(() => informer.Silence == TimeSpan.Zero);

        clock.Advance(Options.SilenceTimeout);
        await RequestsAsync(1);

        Assert.Equal(["list", "watch 5", "watch 5"], server.Asked);
        Assert.False(clock.HasWait);
    }

    [Fact]
    public async Task Run_BookmarksArrive_KeepTheStreamOpen()
    {
        server.List("5", "a");
        var watch = server.OpenWatch();
        await StartAsync(requests: 2);

        for (var minute = 1; minute <= 10; minute++)
        {
            clock.Advance(TimeSpan.FromSeconds(60));
            await ReflectorServer.WriteAsync(watch, ReflectorServer.Bookmark($"{5 + minute}"));
            await Eventually(() => informer.Silence == TimeSpan.Zero);
        }

        Assert.Equal(2, server.Asked.Count);
    }

    /// <summary>Where nothing happens, some API servers never send a bookmark: that must not make the process look dead.</summary>
    [Fact]
    public async Task Silence_QuietKindForHours_StaysBelowTheWatchdog()
    {
        server.List("5");
        for (var round = 0; round < 100; round++)
        {
            server.OpenWatch(TakeASecond);
        }

        await StartAsync(requests: 2);
        for (var round = 0; round < 90; round++)
        {
            await Eventually(() => informer.Silence == TimeSpan.Zero);
            clock.Advance(Options.SilenceTimeout);
            // Zero again already when the loop was quicker than this line.
            Assert.InRange(informer.Silence, TimeSpan.Zero, Options.SilenceTimeout);
            await RequestsAsync(1);
        }
    }

    [Fact]
    public async Task Silence_ServerAnswersNothing_Grows()
    {
        server.List("5");
        await StartAsync(requests: 2);

        clock.Advance(Options.SilenceTimeout);
        await PassAsync(requests: 1);

        Assert.True(informer.Silence > Options.SilenceTimeout);
    }

    /// <summary>A loop that keeps trying is alive: restarting the process would bring the API server back no sooner.</summary>
    [Fact]
    public async Task SinceLastStep_ApiServerAwayForAnHour_StaysShort()
    {
        for (var failure = 0; failure < 100; failure++)
        {
            server.Throw(new HttpRequestException("no route"));
        }

        await StartAsync(requests: 1);
        while (informer.Silence < TimeSpan.FromHours(1))
        {
            await PassAsync(requests: 1);
            Assert.InRange(informer.SinceLastStep, TimeSpan.Zero, Options.BackoffMaximum);
        }

        Assert.True(informer.IsAlive);
    }

    /// <summary>It answers, but nothing is learnt from that.</summary>
    [Fact]
    public async Task Silence_ServerAnswersWithErrorsOnly_Grows()
    {
        server.Refuse(HttpStatusCode.ServiceUnavailable).Refuse(HttpStatusCode.Unauthorized);

        await StartAsync(requests: 1);
        var first = await PassAsync(requests: 1);
        var second = await PassAsync(requests: 1);

        Assert.Equal(first + second, informer.Silence);
        Assert.Empty(informer.Refused);
    }

    [Fact]
    public async Task Run_RetryAfter_IsWaitedOut()
    {
        server.List("5").Answer(() =>
        {
            var refusal = StubApiServer.Refusal(HttpStatusCode.TooManyRequests, "TooManyRequests");
            refusal.Headers.RetryAfter = new(TimeSpan.FromSeconds(33));
            return refusal;
        });

        await StartAsync(requests: 2);

        Assert.Equal(TimeSpan.FromSeconds(33), await PassAsync(requests: 1));
        Assert.Equal("watch 5", server.Asked[^1]);
    }

    [Fact]
    public async Task Run_AnyException_NeverEndsTheLoop()
    {
        Exception[] exceptions = [new HttpRequestException("x"), new IOException("x"), new TaskCanceledException("x"), new InvalidOperationException("x"), new KeyNotFoundException("x")];
        foreach (var exception in exceptions)
        {
            server.Throw(exception);
        }

        server.Refuse(HttpStatusCode.Forbidden).Refuse(HttpStatusCode.NotFound).List("5", "a");

        await StartAsync(requests: 1);
        for (var round = 0; round < exceptions.Length + 2; round++)
        {
            await PassAsync(requests: 1);
        }

        await Eventually(() => informer.HasSynced);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Run_PoisonObjects_AreReportedBesideTheOthers()
    {
        server.Answer(() => StubApiServer.Json("""{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"bad","namespace":"ns"},"spec":{"size":"x"}},{"metadata":{"name":"good","namespace":"ns"}}]}"""));

        await StartAsync(requests: 2);

        Assert.Equal(["good"], Names());
        Assert.Equal("bad", Assert.Single(informer.Store.Undecodable).Key.Name);
    }

    /// <summary>Lets the loop go on until it has got there; what it waits for has happened already.</summary>
    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>So that "heard of right now" means: this answer has arrived.</summary>
    private void TakeASecond() => clock.Advance(TimeSpan.FromSeconds(1));

    private List<string> Names() => [.. informer.Store.Objects.Select(widget => widget.Metadata.Name).Order()];

    private async Task StartAsync(int requests)
    {
        running = informer.RunAsync(stop.Token);
        await RequestsAsync(requests);
    }

    private async Task RequestsAsync(int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            await server.Server.NextAsync();
        }
    }

    /// <summary>Waits until the loop pauses, lets that time pass, and waits for what it asks next. Returns how long it paused.</summary>
    private async Task<TimeSpan> PassAsync(int requests)
    {
        var pause = await clock.NextWaitAsync();
        clock.Advance(pause);
        await RequestsAsync(requests);
        return pause;
    }
}
