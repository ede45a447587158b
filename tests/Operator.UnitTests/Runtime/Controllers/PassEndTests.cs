using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Informers;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Controllers;

/// <summary>What becomes of an object whose pass could not run as it should.</summary>
public sealed class PassEndTests : IAsyncLifetime
{
    private static readonly ObjectKey Key = new("ns", "a");

    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly WidgetEngine engine;
    private readonly RecordingController recorded = new();
    private readonly TimeoutReports timeouts = new();
    private readonly ControllerMetrics metrics;
    private readonly Controller<Widget> controller;
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public PassEndTests()
    {
        engine = new WidgetEngine(time);
        metrics = new ControllerMetrics(services.GetRequiredService<IMeterFactory>());
        var passes = new PassRunner<Widget>(
            engine.Informer, recorded, [new("ours", recorded)], engine.StatusWriter, engine.FinalizerWriter, new SilentReporter(), time, timeouts);
        controller = new Controller<Widget>(
            engine.Informer, passes, new ControllerOptions { Workers = 1 }, metrics, time, NullLogger<Controller<Widget>>.Instance);
    }

    public ValueTask InitializeAsync()
    {
        running = controller.RunAsync(stop.Token, stop.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        controller.Dispose();
        metrics.Dispose();
        engine.Dispose();
        await services.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task TimedOut_IsReportedWithTheObjectAndHowLongItTook()
    {
        recorded.OnReconcile = HangAsync;
        engine.Create(Widget.Named("a"));
        await recorded.NextAsync();

        time.Advance(TimeSpan.FromMinutes(2));
        await SettledAsync();

        Assert.Equal([("a", TimeSpan.FromMinutes(2))], timeouts.Reports);
    }

    [Fact]
    public async Task TimedOut_ReportFails_TheKeyComesBackAllTheSame()
    {
        recorded.OnReconcile = HangAsync;
        timeouts.Failure = new HttpRequestException("no route");
        engine.Create(Widget.Named("a"));
        await recorded.NextAsync();
        time.Advance(TimeSpan.FromMinutes(2));
        await SettledAsync();
        Assert.Equal((0, 1), (controller.Queue.ReadyCount, controller.Queue.DelayedCount));

        time.Advance(TimeSpan.FromMinutes(5));

        await recorded.NextAsync();
        Assert.True(controller.IsAlive);
    }

    /// <summary>Stopping the operator says nothing about the object.</summary>
    [Fact]
    public async Task Stopped_WhileAPassHangs_ReportsNothing()
    {
        recorded.OnReconcile = HangAsync;
        engine.Create(Widget.Named("a"));
        await recorded.NextAsync();

        await stop.CancelAsync();
        await running;

        Assert.Empty(timeouts.Reports);
    }

    [Fact]
    public async Task Parked_AfterFailures_IsNoSuccessAndKeepsTheBackoff()
    {
        recorded.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Failure(widget, "refused"));
        engine.Create(Widget.Named("a"));
        await PassAsync();
        for (var failure = 2; failure <= 7; failure++)
        {
            time.Advance(TimeSpan.FromMinutes(5));
            await PassAsync();
        }

        recorded.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Parked(widget, TimeSpan.FromSeconds(60)));
        time.Advance(TimeSpan.FromMinutes(5));
        await PassAsync();
        recorded.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Failure(widget, "refused"));
        time.Advance(TimeSpan.FromSeconds(60));
        await PassAsync();

        // The eighth failure in a row: 64 to 128 s. The first would be tried again after a second.
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((0, 1), (controller.Queue.ReadyCount, controller.Queue.DelayedCount));
    }

    /// <summary>Its turn has come: that is no wake-up during a backoff, which would have to wait.</summary>
    [Fact]
    public async Task Parked_AfterFailures_ComesAtOnceWhenItIsCalled()
    {
        recorded.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Failure(widget, "refused"));
        engine.Create(Widget.Named("a"));
        await PassAsync();
        recorded.OnReconcile = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Parked(widget, TimeSpan.FromSeconds(60)));
        time.Advance(TimeSpan.FromSeconds(1));
        await PassAsync();

        controller.Enqueue(Key, QueuePriority.Observation);

        await recorded.NextAsync();
    }

    [Fact]
    public async Task Finalizer_Parked_StaysOnTheObject()
    {
        recorded.OnFinalize = (widget, _) => Task.FromResult(ReconciliationResult<Widget>.Parked(widget, TimeSpan.FromSeconds(60)));
        var widget = Widget.Named("a");
        widget.Metadata.Finalizers = ["ours"];
        widget.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        engine.Create(widget);
        await PassAsync();

        Assert.Equal(["ours"], engine.Stored("a")!.Metadata.Finalizers);
    }

    /// <summary>What can no longer be seen may have been edited or deleted: nothing is done in its name until it can be seen again.</summary>
    [Fact]
    public async Task Refused_ObjectsOfThatNamespace_AreLeftAloneUntilTheRightComesBack()
    {
        engine.Create(Widget.Named("a"));
        await PassAsync();

        engine.Informer.ReportRefused(Refusal);
        controller.Enqueue(Key, QueuePriority.UserEdit);
        await SettledAsync();
        Assert.False(recorded.HasCall);
        Assert.Equal(0, controller.TombstoneCount);
        engine.Informer.ReportAllowed("ns");

        Assert.StartsWith("reconcile a", await recorded.NextAsync(), StringComparison.Ordinal);
    }

    /// <summary>A deletion is never taken back, and what it stands for costs money.</summary>
    [Fact]
    public async Task Refused_ObjectThatIsBeingDeleted_IsFinalizedAllTheSame()
    {
        var widget = Widget.Named("a");
        widget.Metadata.Finalizers = ["ours"];
        widget.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        engine.Informer.ReportRefused(Refusal);

        engine.Create(widget);

        Assert.StartsWith("finalize a", await recorded.NextAsync(), StringComparison.Ordinal);
    }

    private static RefusedScope Refusal => new(ResourceDefinition.Of<Widget>(), "ns", HttpStatusCode.Forbidden, "no");

    private static async Task<ReconciliationResult<Widget>> HangAsync(Widget widget, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("unreachable");
    }

    private async Task PassAsync()
    {
        await recorded.NextAsync();
        await SettledAsync();
    }

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

    private sealed class TimeoutReports : IPassTimeoutReporter<Widget>
    {
        public List<(string Name, TimeSpan Limit)> Reports { get; } = [];

        public Exception? Failure { get; set; }

        public Task ReportAsync(Widget entity, TimeSpan limit, CancellationToken cancellationToken)
        {
            Reports.Add((entity.Metadata.Name, limit));
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }
    }

    private sealed class SilentReporter : IMalformedObjectReporter<Widget>
    {
        public Task ReportAsync(MalformedObject undecodable, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
