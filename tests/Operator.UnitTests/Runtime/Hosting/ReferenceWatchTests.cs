using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Hosting;
using Operator.Runtime.Reconciliation;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Hosting;

/// <summary>Parts refer to a whole of the same kind, which this process reconciles as well.</summary>
public sealed class ReferenceWatchTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly WidgetEngine engine;
    private readonly RecordingController recorded = new();
    private readonly ControllerMetrics metrics;
    private readonly Controller<Widget> controller;
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public ReferenceWatchTests()
    {
        engine = new WidgetEngine(time);
        metrics = new ControllerMetrics(services.GetRequiredService<IMeterFactory>());
        var passes = new PassRunner<Widget>(engine.Informer, recorded, [], engine.StatusWriter, engine.FinalizerWriter, new SilentReporter(), time);
        controller = new Controller<Widget>(
            engine.Informer, passes, new ControllerOptions { Workers = 1 }, metrics, time, NullLogger<Controller<Widget>>.Instance);
        _ = new ReferenceWatch<Widget, Widget>(
            controller, engine.Informer.Store, engine.Informer, widget => widget.Spec.PartOf is { } whole ? [new ObjectKey("ns", whole)] : [],
            (before, after) => before is null || after is null || before.Status.Id != after.Status.Id);
    }

    public async ValueTask InitializeAsync()
    {
        engine.Create(Widget.Named("whole", uid: "uid-whole"));
        var part = Widget.Named("part", uid: "uid-part");
        part.Spec = new WidgetSpec { PartOf = "whole" };
        engine.Create(part);
        running = controller.RunAsync(stop.Token, stop.Token);
        await recorded.NextAsync();
        await recorded.NextAsync();
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

    /// <summary>A job waits for its cluster's id, which is in a status that this very process writes.</summary>
    [Fact]
    public async Task StatusWrittenByThisProcess_ThatOthersWaitFor_WakesThem()
    {
        var whole = engine.Informer.Store.Find(new ObjectKey("ns", "whole"))!;

        await engine.StatusWriter.WriteAsync(whole, new WidgetStatus { Id = "7" }, TestContext.Current.CancellationToken);

        Assert.StartsWith("reconcile part", await recorded.NextAsync(), StringComparison.Ordinal);
        Assert.False(recorded.HasCall);
    }

    [Fact]
    public async Task ReferencedObjectChanged_InWhatNobodyWaitsFor_WakesNobody()
    {
        var busy = new TaskCompletionSource();
        recorded.OnReconcile = async (widget, _) =>
        {
            await busy.Task;
            return ReconciliationResult<Widget>.Success(widget);
        };
        engine.Edit("whole", json => json["metadata"]!["generation"] = 2);
        engine.Report("whole");
        await recorded.NextAsync();

        engine.Edit("whole", json => json["metadata"]!["labels"] = new JsonObject { ["a"] = "b" });
        engine.Report("whole");
        Assert.Equal(0, controller.Queue.ReadyCount);
        engine.Edit("whole", json => json["status"] = new JsonObject { ["id"] = "8" });
        engine.Report("whole");
        Assert.Equal(1, controller.Queue.ReadyCount);

        busy.SetResult();
    }

    [Fact]
    public async Task ReferencedObjectDeleted_WakesThoseThatReferToIt()
    {
        engine.Informer.ReportDeleted(Widget.Named("whole").Metadata);

        string[] calls = [await recorded.NextAsync(), await recorded.NextAsync()];

        Assert.Contains(calls, call => call.StartsWith("reconcile part", StringComparison.Ordinal));
    }

    private sealed class SilentReporter : IMalformedObjectReporter<Widget>
    {
        public Task ReportAsync(MalformedObject undecodable, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
