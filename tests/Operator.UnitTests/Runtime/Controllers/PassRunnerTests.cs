using System.Collections.Concurrent;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Reconciliation;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Controllers;

public sealed class PassRunnerTests : IDisposable
{
    private const string Ours = "databricks-operator.io/one";
    private const string AlsoOurs = "databricks-operator.io/two";

    private readonly FakeTimeProvider time = new();
    private readonly WidgetEngine engine;
    private readonly RecordingController controller = new();
    private readonly RecordingController second = new();
    private readonly ConcurrentDictionary<ObjectKey, Widget> tombstones = new();
    private readonly RecordingReporter reporter = new();

    public PassRunnerTests() => engine = new WidgetEngine(time);

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task RunAsync_LiveObject_IsReconciled()
    {
        engine.Create(Widget.Named("a"));

        Assert.NotNull(await RunAsync());

        Assert.StartsWith("reconcile a", await controller.NextAsync(), StringComparison.Ordinal);
    }

    /// <summary>From what the watch has shown it would be written once more, with a later time of transition.</summary>
    [Fact]
    public async Task RunAsync_AfterAWriteThatGotNoAnswer_SeesItThoughTheWatchIsLate()
    {
        var widget = engine.Create(Widget.Named("a"));
        engine.BeforeRequest = request =>
        {
            engine.Api.Answer(request).Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "reset");
        };
        await Assert.ThrowsAnyAsync<Exception>(
            () => engine.StatusWriter.WriteAsync(widget, new WidgetStatus { Phase = "Up" }, TestContext.Current.CancellationToken));
        engine.BeforeRequest = _ => { };
        var seen = new List<string?>();
        controller.OnReconcile = (entity, _) =>
        {
            seen.Add(entity.Status.Phase);
            return Task.FromResult(ReconciliationResult<Widget>.Success(entity));
        };

        await RunAsync();
        await RunAsync();

        Assert.Equal(["Up", "Up"], seen);
        Assert.Equal(["PATCH", "GET"], engine.Requests.Select(request => request.Method.Method));
    }

    [Fact]
    public async Task RunAsync_Deleting_RemovesTheFinalizerOnlyAfterSuccess()
    {
        Deleting(Ours);

        await RunAsync();

        Assert.StartsWith("finalize a", await controller.NextAsync(), StringComparison.Ordinal);
        Assert.Null(engine.Stored("a"));
    }

    [Fact]
    public async Task RunAsync_ReleasedAndTheWatchIsLate_DoesNothingAgain()
    {
        Deleting(Ours);
        await RunAsync();
        await controller.NextAsync();
        var requests = engine.Requests.Count;

        Assert.Null(await RunAsync());

        Assert.Equal(requests, engine.Requests.Count);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task RunAsync_FinalizerIsNotDone_KeepsIt(bool success, bool requeue)
    {
        Deleting(Ours);
        TimeSpan? after = requeue ? TimeSpan.FromSeconds(5) : null;
        controller.OnFinalize = (widget, _) => Task.FromResult(
            success ? ReconciliationResult<Widget>.Success(widget, after) : ReconciliationResult<Widget>.Failure(widget, "no", null, after));

        await RunAsync();

        Assert.Equal([Ours], engine.Stored("a")!.Metadata.Finalizers);
    }

    [Fact]
    public async Task RunAsync_FinalizerThrows_KeepsIt()
    {
        Deleting(Ours);
        controller.OnFinalize = (_, _) => throw new InvalidOperationException();

        await Assert.ThrowsAsync<InvalidOperationException>(RunAsync);

        Assert.Equal([Ours], engine.Stored("a")!.Metadata.Finalizers);
    }

    [Fact]
    public async Task RunAsync_ForeignFinalizerComesFirst_DoesNotHoldUpOurs()
    {
        Deleting("foregroundDeletion", Ours);

        await RunAsync();

        Assert.Equal(["foregroundDeletion"], engine.Stored("a")!.Metadata.Finalizers);
    }

    [Fact]
    public async Task RunAsync_OnlyForeignFinalizers_DoesNothing()
    {
        Deleting("foregroundDeletion");

        Assert.Null(await RunAsync());

        Assert.False(controller.HasCall);
    }

    /// <summary>Nothing else would come back for the second: removing the first is our own write.</summary>
    [Fact]
    public async Task RunAsync_TwoFinalizersOfOurs_BothRunInOnePass()
    {
        Deleting(Ours, AlsoOurs);

        await RunAsync();

        Assert.True(controller.HasCall);
        Assert.True(second.HasCall);
        Assert.Null(engine.Stored("a"));
    }

    [Fact]
    public async Task RunAsync_FirstOfTwoFinalizersIsNotDone_TheSecondWaits()
    {
        Deleting(Ours, AlsoOurs);
        controller.OnFinalize = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Success(widget, TimeSpan.FromSeconds(1)));

        await RunAsync();

        Assert.False(second.HasCall);
    }

    /// <summary>Stopping right after the remote is gone must not leave the finalizer behind.</summary>
    [Fact]
    public async Task RunAsync_CancelledAfterTheCleanup_StillRemovesTheFinalizer()
    {
        Deleting(Ours);
        using var stop = new CancellationTokenSource();
        controller.OnFinalize = async (widget, _) =>
        {
            await stop.CancelAsync();
            return ReconciliationResult<Widget>.Success(widget);
        };

        await Runner().RunAsync(new ObjectKey("ns", "a"), tombstones, stop.Token);

        Assert.Null(engine.Stored("a"));
    }

    /// <summary>A cancellation would be logged as a bug of the pass, although nothing but the API server is slow.</summary>
    [Fact]
    public async Task RunAsync_RemovalOfTheFinalizerHangs_SaysThatTheApiServerDidNotAnswer()
    {
        Deleting(Ours);
        engine.BeforeRequest = _ =>
        {
            time.Advance(TimeSpan.FromSeconds(11));
            throw new TaskCanceledException();
        };

        var failure = await Assert.ThrowsAsync<TimeoutException>(RunAsync);

        Assert.Equal($"The API server did not remove the finalizer {Ours} within 10 s.", failure.Message);
        Assert.Equal([Ours], engine.Stored("a")!.Metadata.Finalizers);
    }

    [Fact]
    public async Task RunAsync_Gone_TellsTheControllerOnceAndForgets()
    {
        tombstones[new ObjectKey("ns", "a")] = Widget.Named("a");

        Assert.NotNull(await RunAsync());
        Assert.Null(await RunAsync());

        Assert.StartsWith("deleted a", await controller.NextAsync(), StringComparison.Ordinal);
        Assert.Empty(tombstones);
    }

    [Fact]
    public async Task RunAsync_GoneButTheControllerFailed_IsRememberedForTheNextTry()
    {
        tombstones[new ObjectKey("ns", "a")] = Widget.Named("a");
        controller.OnDeleted = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Failure(widget, "no"));

        await RunAsync();

        Assert.Single(tombstones);
    }

    [Fact]
    public async Task RunAsync_Undecodable_IsReportedAndNotReconciled()
    {
        engine.Informer.Report(new(null, new MalformedObject(new V1ObjectMeta { Name = "a", NamespaceProperty = "ns" }, "field spec.size …")));

        Assert.Null(await RunAsync());

        Assert.Equal("a", Assert.Single(reporter.Reported).Key.Name);
        Assert.False(controller.HasCall);
    }

    private void Deleting(params string[] finalizers)
    {
        var widget = Widget.Named("a");
        widget.Metadata.DeletionTimestamp = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        widget.Metadata.Finalizers = finalizers;
        engine.Create(widget);
    }

    private Task<ReconciliationResult<Widget>?> RunAsync() => Runner().RunAsync(new ObjectKey("ns", "a"), tombstones, TestContext.Current.CancellationToken);

    private PassRunner<Widget> Runner() =>
        new(engine.Informer, controller, [new(Ours, controller), new(AlsoOurs, second)], engine.StatusWriter, engine.FinalizerWriter, reporter, time);

    private sealed class RecordingReporter : IMalformedObjectReporter<Widget>
    {
        public List<MalformedObject> Reported { get; } = [];

        public Task ReportAsync(MalformedObject undecodable, CancellationToken cancellationToken)
        {
            Reported.Add(undecodable);
            return Task.CompletedTask;
        }
    }
}
