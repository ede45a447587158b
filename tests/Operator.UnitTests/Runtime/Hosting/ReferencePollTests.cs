using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Operator.Runtime.Client;
using Operator.Runtime.Hosting;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Hosting;

/// <summary>Widgets refer to Gadgets, which this process may read by name and not list.</summary>
public sealed class ReferencePollTests : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private readonly SteppedClock time = new();
    private readonly WidgetEngine engine;
    private readonly StubApiServer gadgets;
    private readonly ApiServerConnection connection;
    private readonly ReferencePoll<Widget, Gadget> poll;
    private readonly Lease lease = new();
    private readonly SortedSet<string> woken = [];
    private readonly Dictionary<string, string> versions = new() { ["a"] = "1", ["b"] = "1" };
    private Func<string, HttpStatusCode?> refusal = _ => null;

    public ReferencePollTests()
    {
        engine = new WidgetEngine(time);
        gadgets = new StubApiServer(request => Answer(request.Path.Split('/')[^1]));
        connection = gadgets.Connect(time);
        poll = new ReferencePoll<Widget, Gadget>(
            engine.Informer.Store.AddIndex(widget => widget.Spec.PartOf is { } gadget ? [$"ns/{gadget}"] : []),
            new ResourceClient<Gadget>(connection, engine.Serializer), key => woken.Add(key.Name), Period, lease, time,
            NullLogger<ReferencePoll<Widget, Gadget>>.Instance);
        Refer("first", "a");
        Refer("second", "b");
        Refer("third", null);
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        gadgets.Dispose();
        engine.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Look_AtWhatChanged_WakesThoseThatReferToItAndNobodyElse()
    {
        Assert.Equal(["first", "second"], await LookAsync());
        versions["b"] = "2";

        Assert.Equal(["second"], await LookAsync());
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task Look_AtWhatIsDeletedAndMadeAgain_WakesBothTimes()
    {
        await LookAsync();
        versions.Remove("a");
        Assert.Equal(["first"], await LookAsync());

        versions["a"] = "7";

        Assert.Equal(["first"], await LookAsync());
    }

    [Fact]
    public async Task Look_AtOneThatIsRefused_GoesOnWithTheOthers()
    {
        await LookAsync();
        refusal = name => name == "a" ? HttpStatusCode.Forbidden : null;
        versions["b"] = "2";

        Assert.Equal(["second"], await LookAsync());
    }

    [Fact]
    public async Task Look_WhileTheApiServerIsAway_AsksOnceAndLosesNoChange()
    {
        await LookAsync();
        refusal = _ => HttpStatusCode.ServiceUnavailable;
        (versions["a"], versions["b"]) = ("2", "2");
        var before = gadgets.Requests.Count;

        Assert.Empty(await LookAsync());
        Assert.Equal(before + 1, gadgets.Requests.Count);

        refusal = _ => null;
        Assert.Equal(["first", "second"], await LookAsync());
    }

    [Fact]
    public async Task Look_InAStandby_ReadsNothing()
    {
        lease.Remaining = TimeSpan.Zero;
        Assert.Empty(await LookAsync());
        Assert.Empty(gadgets.Requests);

        lease.Remaining = TimeSpan.FromSeconds(10);

        Assert.Equal(["first", "second"], await LookAsync());
    }

    [Fact]
    public async Task Run_AsTimePasses_LooksOnceAPeriod()
    {
        using CancellationTokenSource stop = new();
        var running = poll.RunAsync(stop.Token);
        Assert.Empty(gadgets.Requests);

        time.Advance(Period);
        string[] asked = [(await gadgets.NextAsync()).Path, (await gadgets.NextAsync()).Path];
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(
            [
                "/apis/test.databricks-operator.io/v1/namespaces/ns/gadgets/a",
                "/apis/test.databricks-operator.io/v1/namespaces/ns/gadgets/b",
            ], asked.Order());
        Assert.Equal(2, gadgets.Requests.Count);
    }

    private async Task<IReadOnlyList<string>> LookAsync()
    {
        woken.Clear();
        await poll.LookAsync(TestContext.Current.CancellationToken);
        return [.. woken];
    }

    private void Refer(string name, string? gadget)
    {
        var widget = Widget.Named(name, uid: $"uid-{name}");
        widget.Spec = new WidgetSpec { PartOf = gadget };
        engine.Create(widget);
    }

    private HttpResponseMessage Answer(string name) => refusal(name) is { } status
        ? StubApiServer.Refusal(status, $"{status}", "the server said no")
        : versions.TryGetValue(name, out var version)
            ? StubApiServer.Json($$$"""{"metadata":{"name":"{{{name}}}","namespace":"ns","resourceVersion":"{{{version}}}"}}""")
            : StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound", "there is none");

    private sealed class Lease : IWriteFence
    {
        public TimeSpan Remaining { get; set; } = TimeSpan.FromSeconds(10);

        public void Check()
        {
        }
    }
}
