using System.Text.Json.Nodes;
using Operator.Runtime.Client;
using Operator.Runtime.Queues;
using Operator.Runtime.Reconciliation;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Controllers;

/// <summary>What makes a pass, and how passes end with the process.</summary>
public sealed class ControllerTests : ControllerTestBase
{
    [Fact]
    public async Task Run_ObjectsThatWereThereBefore_AreEachReconciledOnce()
    {
        Engine.Create(Widget.Named("a"));
        Engine.Create(Widget.Named("b"));

        Start();

        string[] calls = [await NameOfNextAsync(), await NameOfNextAsync()];
        Assert.Equal(["a", "b"], calls.Order());
        await SettledAsync();
        Assert.False(Recorded.HasCall);
    }

    /// <summary>A standby sees everything that happens for weeks; none of it may pile up.</summary>
    [Fact]
    public void NotRunning_ObjectsComeAndGo_RemembersNone()
    {
        for (var round = 0; round < 100; round++)
        {
            var widget = Engine.Create(Widget.Named($"run-{round}"));
            Engine.Informer.ReportDeleted(widget.Metadata);
            Controller.Enqueue(ObjectKey.Of(widget), QueuePriority.Observation);
        }

        Assert.Equal((0, 0), (Controller.Queue.TicketCount, Controller.TombstoneCount));
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
        Engine.Edit("a", item => item["status"] = new JsonObject { ["phase"] = "Forged" });
        Engine.Report("a");

        Assert.Equal("a", await NameOfNextAsync());
    }

    [Fact]
    public async Task Run_LabelChanged_IsNotReconciled()
    {
        await StartWithAsync(Widget.Named("a"));

        Edit("labels", new JsonObject { ["team"] = "x" });
        await SettledAsync();

        Assert.False(Recorded.HasCall);
    }

    [Fact]
    public async Task Run_OwnStatusWrite_CausesNoFurtherPassWhicheverWayItIsSeenFirst()
    {
        Recorded.OnReconcile = async (widget, token) =>
        {
            await Engine.StatusWriter.WriteAsync(widget, new WidgetStatus { Phase = widget.Metadata.ResourceVersion }, token);
            return ReconciliationResult<Widget>.Success(widget);
        };
        await StartWithAsync(Widget.Named("a"));
        Engine.Report("a");
        await SettledAsync();
        Assert.False(Recorded.HasCall);

        Recorded.OnReconcile = (widget, _) =>
        {
            Engine.Edit("a", item => item["status"] = new JsonObject { ["phase"] = "seen by the watch before the answer" });
            Engine.Report("a");
            return Task.FromResult(ReconciliationResult<Widget>.Success(widget));
        };
        Edit("generation", 2);
        await NameOfNextAsync();
        await SettledAsync();

        Assert.False(Recorded.HasCall);
    }

    /// <summary>The API server answers a status patch with the object as it is then: the edit in it is never reported as newer.</summary>
    [Theory]
    [InlineData("generation", "2")]
    [InlineData("deletionTimestamp", "\"2026-01-01T00:00:00Z\"")]
    public async Task Run_EditedWhileThePassWritesItsStatus_TheEditGetsItsOwnPass(string field, string value)
    {
        var edits = 1;
        Recorded.OnReconcile = async (widget, token) =>
        {
            if (edits-- > 0)
            {
                Engine.Edit("a", item => item["metadata"]![field] = JsonNode.Parse(value));
            }

            var edited = Engine.Stored("a")!;
            await Engine.StatusWriter.WriteAsync(widget, new WidgetStatus { Phase = "Up" }, token);
            Engine.Informer.Report(new(edited, null));
            Engine.Report("a");
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

        Engine.Informer.ReportDeleted(widget.Metadata);

        Assert.StartsWith("deleted a", await Recorded.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_PassUnderWay_MayFinishAndNoOtherBegins()
    {
        var proceed = new TaskCompletionSource();
        var finished = false;
        Recorded.OnReconcile = async (widget, token) =>
        {
            await proceed.Task.WaitAsync(token);
            finished = true;
            return ReconciliationResult<Widget>.Success(widget);
        };
        Engine.Create(Widget.Named("a"));
        Start();
        await NameOfNextAsync();

        await Stopping.CancelAsync();
        Engine.Create(Widget.Named("b"));
        proceed.SetResult();
        await Running;

        Assert.True(finished);
        Assert.False(Recorded.HasCall);
    }

    [Fact]
    public async Task Abort_PassUnderWay_IsCancelledAtOnce()
    {
        Recorded.OnReconcile = async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("unreachable");
        };
        Engine.Create(Widget.Named("a"));
        Start();
        await NameOfNextAsync();

        await Stopping.CancelAsync();
        await Abort.CancelAsync();

        await Running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private void Edit(string field, JsonNode value)
    {
        Engine.Edit("a", item => item["metadata"]![field] = value);
        Engine.Report("a");
    }
}
