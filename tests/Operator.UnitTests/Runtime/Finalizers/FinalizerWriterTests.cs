using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Finalizers;

public sealed class FinalizerWriterTests : IDisposable
{
    private const string Ours = "databricks-operator.io/widget";

    private readonly WidgetEngine engine = new(new FakeTimeProvider());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task AddAsync_Missing_AddsItBesideOthers()
    {
        var widget = Create("foreign/one");

        var written = await engine.FinalizerWriter.AddAsync(widget, Ours, Token);

        Assert.Equal(["foreign/one", Ours], written!.Metadata.Finalizers);
        Assert.Equal(["foreign/one", Ours], engine.Informer.Store.Find(ObjectKey.Of(widget))!.Metadata.Finalizers);
    }

    [Fact]
    public async Task AddAsync_Present_WritesNothing()
    {
        var widget = Create(Ours);

        Assert.Same(widget, await engine.FinalizerWriter.AddAsync(widget, Ours, Token));

        Assert.Empty(engine.Requests);
    }

    [Fact]
    public async Task AddAsync_OthersWriteAllTheTime_KeepsTheirFinalizers()
    {
        var widget = Create();
        var conflicts = 3;
        engine.BeforeRequest = request =>
        {
            if (request.Method == HttpMethod.Patch && conflicts-- > 0)
            {
                engine.Edit("a", item => item["metadata"]!["finalizers"] = new JsonArray($"foreign/{conflicts}"));
            }
        };

        var written = await engine.FinalizerWriter.AddAsync(widget, Ours, Token);

        Assert.Equal(["foreign/0", Ours], written!.Metadata.Finalizers);
    }

    [Fact]
    public async Task AddAsync_AnotherProcessStoredItMeanwhile_IsAConflictAndNotOurOwn()
    {
        var widget = Create();
        engine.BeforeRequest = request =>
        {
            if (request.Method == HttpMethod.Patch)
            {
                engine.Edit("a", item => item["metadata"]!["finalizers"] = new JsonArray(Ours));
            }
        };

        var conflict = await Assert.ThrowsAsync<ApiServerException>(() => engine.FinalizerWriter.AddAsync(widget, Ours, Token));

        Assert.True(conflict.IsConflict);
    }

    [Fact]
    public async Task AddAsync_OthersNeverStop_GivesUpAndLetsTheQueueRetry()
    {
        var widget = Create();
        engine.BeforeRequest = request =>
        {
            if (request.Method == HttpMethod.Patch)
            {
                engine.Edit("a", item => item["metadata"]!["labels"] = new JsonObject { ["x"] = "y" });
            }
        };

        var exception = await Assert.ThrowsAsync<ApiServerException>(() => engine.FinalizerWriter.AddAsync(widget, Ours, Token));

        Assert.True(exception.IsConflict);
        Assert.Equal(5, engine.Requests.Count(request => request.Method == HttpMethod.Patch));
    }

    [Fact]
    public async Task AddAsync_DeletedMeanwhile_ReturnsNullSoThatNothingIsCreatedForIt()
    {
        var widget = Create("foreign/one");
        engine.Edit("a", item => item["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z");

        Assert.Null(await engine.FinalizerWriter.AddAsync(widget, Ours, Token));
        Assert.Equal(["foreign/one"], engine.Stored("a")!.Metadata.Finalizers);
    }

    [Fact]
    public async Task AddAsync_RecreatedMeanwhile_ReturnsNullAndLeavesTheNewOneAlone()
    {
        var widget = Create();
        engine.Edit("a", item => item["metadata"]!["uid"] = "uid-2");

        Assert.Null(await engine.FinalizerWriter.AddAsync(widget, Ours, Token));
        Assert.Null(engine.Stored("a")!.Metadata.Finalizers);
    }

    [Fact]
    public async Task AddAsync_Gone_ReturnsNull()
    {
        var widget = Create();
        engine.Api.Remove(WidgetEngine.Path("a"));

        Assert.Null(await engine.FinalizerWriter.AddAsync(widget, Ours, Token));
    }

    [Fact]
    public async Task RemoveAsync_LastOneOfADeletedObject_LetsItGo()
    {
        var widget = Create(Ours);
        engine.Edit("a", item => item["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z");

        await engine.FinalizerWriter.RemoveAsync(widget, Ours, Token);

        Assert.Null(engine.Stored("a"));
    }

    [Fact]
    public async Task RemoveAsync_OthersRemain_TheirsStay()
    {
        var widget = Create("foreign/one", Ours, "foreign/two");

        var written = await engine.FinalizerWriter.RemoveAsync(widget, Ours, Token);

        Assert.Equal(["foreign/one", "foreign/two"], written!.Metadata.Finalizers);
    }

    private Widget Create(params string[] finalizers)
    {
        var widget = Widget.Named("a");
        widget.Metadata.Finalizers = finalizers.Length == 0 ? null : [.. finalizers];
        return engine.Create(widget);
    }
}
