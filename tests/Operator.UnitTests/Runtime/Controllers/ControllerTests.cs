using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Controllers;

public sealed class ControllerTests : IAsyncLifetime
{
    private static readonly ObjectKey Key = new("ns", "a");

    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly WidgetEngine engine;
    private readonly RecordingController recorded = new();
    private readonly ControllerMetrics metrics;
    private readonly Controller<Widget> controller;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource abort = new();
    private Task running = Task.CompletedTask;

    public ControllerTests()
    {
        engine = new WidgetEngine(time);
        metrics = new ControllerMetrics(services.GetRequiredService<IMeterFactory>());
        var passes = new PassRunner<Widget>(engine.Informer, recorded, [new("ours", recorded)], engine.FinalizerWriter, new SilentReporter(), time);
        controller = new Controller<Widget>(engine.Informer, passes, new ControllerOptions { Workers = 4 }, metrics, time, NullLogger<Controller<Widget>>.Instance);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await abort.CancelAsync();
        await running;
        controller.Dispose();
        metrics.Dispose();
        engine.Dispose();
        await services.DisposeAsync();
        stopping.Dispose();
        abort.Dispose();
    }

    [Fact]
    public async Task Run_ObjectsThatWereThereBefore_AreEachReconciledOnce()
    {
        engine.Create(Widget.Named("a"));
        engine.Create(Widget.Named("b"));

        Start();

        string[] calls = [await NameOfNextAsync(), await NameOfNextAsync()];
        Assert.Equal(["a", "b"], calls.Order());
        await SettledAsync();
        Assert.False(recorded.HasCall);
    }

    /// <summary>A standby sees everything that happens for weeks; none of it may pile up.</summary>
    [Fact]
    public void NotRunning_ObjectsComeAndGo_RemembersNone()
    {
        for (var round = 0; round < 100; round++)
        {
            var widget = engine.Create(Widget.Named($"run-{round}"));
            engine.Informer.ReportDeleted(widget.Metadata);
            controller.Enqueue(ObjectKey.Of(widget), QueuePriority.Observation);
        }

        Assert.Equal((0, 0), (controller.Queue.TicketCount, controller.TombstoneCount));
    }

    [Fact]
    public async Task Run_SpecEdited_IsReconciledAgain()
    {
        await StartWithAsync(Widget.Named("a"));

        Edit("generation", 2);

        Assert.Equal("a", await NameOfNextAsync());
    }

    [Fact]
    public async Task Run_AnnotationOrForeignStatusChanged_IsReconciledAgain()
    {
        await StartWithAsync(Widget.Named("a"));

        Edit("annotations", new JsonObject { ["databricks-operator.io/reconcile-requested-at"] = "now" });
        Assert.Equal("a", await NameOfNextAsync());
        await SettledAsync();
        engine.Edit("a", item => item["status"] = new JsonObject { ["phase"] = "Forged" });
        engine.Report("a");

        Assert.Equal("a", await NameOfNextAsync());
    }

    [Fact]
    public async Task Run_LabelChanged_IsNotReconciled()
    {
        await StartWithAsync(Widget.Named("a"));

        Edit("labels", new JsonObject { ["team"] = "x" });
        await SettledAsync();

        Assert.False(recorded.HasCall);
    }

    [Fact]
    public async Task Run_OwnStatusWrite_CausesNoFurtherPassWhicheverWayItIsSeenFirst()
    {
        recorded.OnReconcile = async (widget, token) =>
        {
            await engine.StatusWriter.WriteAsync(widget, new WidgetStatus { Phase = widget.Metadata.ResourceVersion }, token);
            return ReconciliationResult<Widget>.Success(widget);
        };
        await StartWithAsync(Widget.Named("a"));
        engine.Report("a");
        await SettledAsync();
        Assert.False(recorded.HasCall);

        recorded.OnReconcile = (widget, _) =>
        {
            engine.Edit("a", item => item["status"] = new JsonObject { ["phase"] = "seen by the watch before the answer" });
            engine.Report("a");
            return Task.FromResult(ReconciliationResult<Widget>.Success(widget));
        };
        Edit("generation", 2);
        await NameOfNextAsync();
        await SettledAsync();

        Assert.False(recorded.HasCall);
    }

    /// <summary>The API server answers a status patch with the object as it is then: the edit in it is never reported as newer.</summary>
    [Theory]
    [InlineData("generation", "2")]
    [InlineData("deletionTimestamp", "\"2026-01-01T00:00:00Z\"")]
    public async Task Run_EditedWhileThePassWritesItsStatus_TheEditGetsItsOwnPass(string field, string value)
    {
        var edits = 1;
        recorded.OnReconcile = async (widget, token) =>
        {
            if (edits-- > 0)
            {
                engine.Edit("a", item => item["metadata"]![field] = JsonNode.Parse(value));
            }

            var edited = engine.Stored("a")!;
            await engine.StatusWriter.WriteAsync(widget, new WidgetStatus { Phase = "Up" }, token);
            engine.Informer.Report(new(edited, null));
            engine.Report("a");
            return ReconciliationResult<Widget>.Success(widget);
        };
        var widget = Widget.Named("a");
        widget.Metadata.Finalizers = ["ours"];
        await StartWithAsync(widget);

        Assert.Equal("a", await NameOfNextAsync());
    }

    [Fact]
    public async Task Run_Deleted_TellsTheController()
    {
        var widget = await StartWithAsync(Widget.Named("a"));

        engine.Informer.ReportDeleted(widget.Metadata);

        Assert.StartsWith("deleted a", await recorded.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SuccessWithRequeue_ComesBackThenAndNotBefore()
    {
        recorded.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Success(widget, TimeSpan.FromMinutes(1)));
        await StartWithAsync(Widget.Named("a"));

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((0, 1), (controller.Queue.ReadyCount, controller.Queue.DelayedCount));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("a", await NameOfNextAsync());
    }

    [Fact]
    public async Task Run_FailuresOfEveryKind_ComeBackWithBackoffAndTouchNoOtherObject()
    {
        Func<Widget, ReconciliationResult<Widget>>[] failures =
        [
            widget => ReconciliationResult<Widget>.Failure(widget, "refused"),
            _ => throw new InvalidOperationException("bug"),
            _ => throw new ApiServerException(System.Net.HttpStatusCode.Conflict, "Conflict", "conflict"),
            _ => throw new LeadershipLostException(),
            _ => throw new TaskCanceledException("some inner timeout"),
            _ => throw new HttpRequestException("no route"),
        ];
        var failure = 0;
        recorded.OnReconcile = (widget, _) => Task.FromResult(
            widget.Metadata.Name == "a" ? failures[failure](widget) : ReconciliationResult<Widget>.Success(widget));
        await StartWithAsync(Widget.Named("a"));
        for (failure = 1; failure < failures.Length; failure++)
        {
            Assert.Equal((0, 1), (controller.Queue.ReadyCount, controller.Queue.DelayedCount));
            time.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal("a", await NameOfNextAsync());
            await SettledAsync();
        }

        engine.Create(Widget.Named("b"));
        Assert.Equal("b", await NameOfNextAsync());
        Assert.True(controller.IsAlive);
    }

    /// <summary>Ten thousand objects without a right are not to be asked about every two minutes.</summary>
    [Fact]
    public async Task Run_FailureWithATimeOfItsOwn_ComesBackLaterEachTime()
    {
        recorded.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Failure(widget, "no right", requeueAfter: TimeSpan.FromMinutes(2)));
        await StartWithAsync(Widget.Named("a"));
        time.Advance(TimeSpan.FromMinutes(1.9));
        Assert.Equal((0, 1), (controller.Queue.ReadyCount, controller.Queue.DelayedCount));
        var passes = 1;
        for (var minute = 0; minute < 240; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            while (recorded.HasCall || controller.Queue.ActiveCount > 0)
            {
                await NameOfNextAsync();
                passes++;
                await SettledAsync();
            }
        }

        Assert.InRange(passes, 240 / 8, 240 / 4);
    }

    [Fact]
    public async Task Run_ObjectsComeFailAndGo_LeaveNothingBehind()
    {
        recorded.OnReconcile = (widget, _) => Task.FromResult(
            widget.Metadata.Name.EndsWith('0')
                ? ReconciliationResult<Widget>.Failure(widget, "refused")
                : ReconciliationResult<Widget>.Success(widget, TimeSpan.FromHours(10)));
        Start();
        for (var number = 0; number < 1000; number++)
        {
            var widget = engine.Create(Widget.Named($"w{number}", uid: $"uid-{number}"));
            await recorded.NextAsync();
            await SettledAsync();
            engine.Informer.ReportDeleted(widget.Metadata);
            await recorded.NextAsync();
            await SettledAsync();
        }

        Assert.Equal((0, 0), (controller.Queue.KeyCount, controller.TombstoneCount));
        Assert.InRange(controller.Queue.TicketCount, 0, 200);
    }

    [Fact]
    public async Task Run_PassHangs_IsCancelledAtTheTimeoutAndTriedAgain()
    {
        recorded.OnReconcile = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("unreachable");
        };
        engine.Create(Widget.Named("a"));
        Start();
        await NameOfNextAsync();

        time.Advance(TimeSpan.FromMinutes(2));
        await SettledAsync();
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("a", await NameOfNextAsync());
    }

    [Fact]
    public async Task Stop_PassUnderWay_MayFinishAndNoOtherBegins()
    {
        var proceed = new TaskCompletionSource();
        var finished = false;
        recorded.OnReconcile = async (widget, token) =>
        {
            await proceed.Task.WaitAsync(token);
            finished = true;
            return ReconciliationResult<Widget>.Success(widget);
        };
        engine.Create(Widget.Named("a"));
        Start();
        await NameOfNextAsync();

        await stopping.CancelAsync();
        engine.Create(Widget.Named("b"));
        proceed.SetResult();
        await running;

        Assert.True(finished);
        Assert.False(recorded.HasCall);
    }

    [Fact]
    public async Task Abort_PassUnderWay_IsCancelledAtOnce()
    {
        recorded.OnReconcile = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("unreachable");
        };
        engine.Create(Widget.Named("a"));
        Start();
        await NameOfNextAsync();

        await stopping.CancelAsync();
        await abort.CancelAsync();

        await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private void Start() => running = controller.RunAsync(stopping.Token, abort.Token);

    private async Task<Widget> StartWithAsync(Widget widget)
    {
        var created = engine.Create(widget);
        Start();
        Assert.Equal(created.Metadata.Name, await NameOfNextAsync());
        await SettledAsync();
        return created;
    }

    private void Edit(string field, JsonNode value)
    {
        engine.Edit("a", item => item["metadata"]![field] = value);
        engine.Report("a");
    }

    private async Task<string> NameOfNextAsync() => (await recorded.NextAsync()).Split(' ')[1];

    /// <summary>Until no pass is under way and none is due.</summary>
    private async Task SettledAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (controller.Queue.ActiveCount > 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class SilentReporter : IUndecodableReporter<Widget>
    {
        public Task ReportAsync(UndecodableObject undecodable, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
