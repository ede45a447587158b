using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.Events;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Events;

public sealed class EventRecorderTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryApiServer api = new();
    private readonly StubApiServer server;
    private readonly EventRecorder recorder;
    private readonly CancellationTokenSource stop = new();
    private Func<StubRequest, bool> fails = _ => false;
    private Task running = Task.CompletedTask;

    public EventRecorderTests()
    {
        server = new StubApiServer(request => fails(request) ? throw new TaskCanceledException("connect timeout") : api.Answer(request));
        recorder = new EventRecorder(
            new ResourceClient<Corev1Event>(server.Connect(), new EntitySerializer()), "databricks-operator", "me", time, NullLogger<EventRecorder>.Instance);
    }

    public ValueTask InitializeAsync()
    {
        running = recorder.RunAsync(stop.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        server.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task Publish_Once_IsAnEventOnThatObject()
    {
        recorder.Publish(Widget.Named("a"), "Created", "cluster 7 was created", EventType.Normal);
        await server.NextAsync();

        var written = Assert.Single(await EventsAsync(1));
        Assert.Equal("Widget", (string?)written["involvedObject"]!["kind"]);
        Assert.Equal("test.databricks-operator.io/v1", (string?)written["involvedObject"]!["apiVersion"]);
        Assert.Equal(("uid-1", "ns"), ((string?)written["involvedObject"]!["uid"], (string?)written["metadata"]!["namespace"]));
        Assert.Equal(("Normal", "Created", 1), ((string?)written["type"], (string?)written["reason"], (int?)written["count"]));
    }

    [Fact]
    public async Task Publish_SameAgain_RaisesTheCountOfTheFirst()
    {
        for (var round = 0; round < 3; round++)
        {
            recorder.Publish(Widget.Named("a"), "Failed", "refused", EventType.Warning);
            await server.NextAsync();
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, (int?)Assert.Single(await EventsAsync(3))["count"]);
    }

    [Fact]
    public async Task Publish_SameAfterMoreThanAnHour_IsANewEvent()
    {
        recorder.Publish(Widget.Named("a"), "Failed", "refused", EventType.Warning);
        await server.NextAsync();
        await EventsAsync(1);
        time.Advance(TimeSpan.FromMinutes(61));

        recorder.Publish(Widget.Named("a"), "Failed", "refused", EventType.Warning);

        Assert.Equal(2, (await EventsAsync(2)).Count);
    }

    [Fact]
    public async Task Publish_FirstOneHasExpired_WritesItAnew()
    {
        recorder.Publish(Widget.Named("a"), "Failed", "refused", EventType.Warning);
        var path = (await EventsAsync(1)).Count == 1 ? api.Objects.Keys.Single() : "";
        api.Remove(path);

        recorder.Publish(Widget.Named("a"), "Failed", "refused", EventType.Warning);

        Assert.Equal(1, (int?)Assert.Single(await EventsAsync(2))["count"]);
    }

    [Fact]
    public async Task Publish_ServerCannotBeReached_GoesOnWithTheNextOne()
    {
        fails = request => request.Body.Contains("Lost", StringComparison.Ordinal);
        recorder.Publish(Widget.Named("a"), "Lost", "x", EventType.Normal);
        await server.NextAsync();

        recorder.Publish(Widget.Named("a"), "Kept", "y", EventType.Normal);

        Assert.Equal("Kept", (string?)Assert.Single(await EventsAsync(1))["reason"]);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Publish_LongMessageAndName_FitsTheLimits()
    {
        var name = new string('x', 199) + "-" + new string('y', 53);

        recorder.Publish(Widget.Named(name), "Failed", new string('m', 5000), EventType.Warning);

        var written = Assert.Single(await EventsAsync(1));
        Assert.Equal(1024, ((string)written["message"]!).Length);
        Assert.Matches("^x{199}\\.[0-9a-f]{16}$", (string)written["metadata"]!["name"]!);
    }

    [Fact]
    public async Task Publish_MoreThanCanBeWritten_NeverBlocksAndKeepsTheNewest()
    {
        var gate = new TaskCompletionSource();
        using var slow = new StubApiServer(async (request, _) =>
        {
            await gate.Task;
            return api.Answer(request);
        });
        var blocked = new EventRecorder(
            new ResourceClient<Corev1Event>(slow.Connect(), new EntitySerializer()), "o", "me", time, NullLogger<EventRecorder>.Instance);
        var writing = blocked.RunAsync(stop.Token);

        blocked.Publish(Widget.Named("a"), "Number", "first", EventType.Normal);
        await slow.NextAsync();
        for (var number = 0; number < 3000; number++)
        {
            blocked.Publish(Widget.Named("a"), "Number", $"{number}", EventType.Normal);
        }

        gate.SetResult();
        var written = await EventsAsync(1001);
        Assert.Contains(written, item => (string?)item["message"] == "2999");
        Assert.Equal(1001, written.Count);
        await stop.CancelAsync();
        await writing;
    }

    private async Task<IReadOnlyList<JsonObject>> EventsAsync(int writes)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (api.Writes < writes)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return [.. api.Objects.Values];
    }
}
