using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Informers;

public sealed class InformerTests
{
    /// <summary>Two watches of one namespace would delete from the store what the other has found meanwhile.</summary>
    [Fact]
    public async Task RunAsync_NamespaceGivenTwice_IsWatchedOnce()
    {
        using var server = new StubApiServer(async (request, token) =>
        {
            if (request.IsWatch)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }

            return StubApiServer.Json("""{"metadata":{"resourceVersion":"5"},"items":[]}""");
        });
        using var stop = new CancellationTokenSource();
        var running = Informer(server, "ns", "ns", "other").RunAsync(stop.Token);
        for (var request = 0; request < 4; request++)
        {
            await server.NextAsync();
        }

        await stop.CancelAsync();
        await running;

        Assert.Equal(
            ["/apis/test.databricks-operator.io/v1/namespaces/ns/widgets", "/apis/test.databricks-operator.io/v1/namespaces/other/widgets"],
            server.Requests.Where(request => !request.IsWatch).Select(request => request.Path).Order());
    }

    [Fact]
    public void Report_ASubscriberThrows_TheOthersAreToldAllTheSame()
    {
        using var server = new StubApiServer(_ => StubApiServer.Json("{}"));
        var informer = Informer(server);
        var told = new List<string>();
        informer.Subscribe(_ => throw new InvalidOperationException("bug"));
        informer.Subscribe(change => told.Add(change.Key.Name));

        informer.Report(new(Widget.Named("a"), null));

        Assert.Equal(["a"], told);
    }

    /// <summary>Watches and the answers to writes come in from many threads at once.</summary>
    [Fact]
    public async Task Report_FromManyThreads_SubscribersSeeTheOrderOfTheStore()
    {
        using var server = new StubApiServer(_ => StubApiServer.Json("{}"));
        var informer = Informer(server);
        var last = 0;
        var disorder = 0;
        informer.Subscribe(change =>
        {
            var version = int.Parse(change.New!.Metadata.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture);
            disorder += version < last ? 1 : 0;
            last = version;
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(
            () =>
            {
                for (var version = 1 + thread; version < 20_000; version += 4)
                {
                    informer.Report(new(Widget.Named("a", $"{version}"), null));
                }
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal(0, disorder);
    }

    private static Informer<Widget> Informer(StubApiServer server, params string[] namespaces)
    {
        var time = new FakeTimeProvider();
        return new(new ResourceClient<Widget>(
            server.Connect(time), new EntitySerializer()), namespaces, new ReflectorOptions(), time, NullLogger<Informer<Widget>>.Instance);
    }
}
