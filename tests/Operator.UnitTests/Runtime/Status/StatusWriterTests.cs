using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Operator.Runtime.Client;
using Operator.Runtime.Entities;
using Operator.Runtime.Informers;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Status;

public sealed class StatusWriterTests : IDisposable
{
    private readonly WidgetEngine engine = new(new FakeTimeProvider());
    private readonly List<StoreChange<Widget>> changes = [];

    public StatusWriterTests() => engine.Informer.Subscribe(changes.Add);

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task WriteAsync_Equal_WritesNothing()
    {
        var widget = Create(new WidgetStatus { Phase = "Up", Id = "7" });

        await WriteAsync(widget, new WidgetStatus { Phase = "Up", Id = "7" });

        Assert.Empty(engine.Requests);
    }

    /// <summary>Nearly every pass over thousands of quiet objects ends here. Two trees to compare would be many times the text.</summary>
    [Fact]
    public async Task WriteAsync_Equal_AllocatesLittleMoreThanTheTextsItCompares()
    {
        static WidgetStatus Status() => new() { Phase = string.Join(' ', Enumerable.Repeat("Up", 100)), Conditions = [.. Enumerable.Range(0, 50).Select(Up)] };
        static Condition Up(int index) => new() { Type = $"Part{index}", Status = "True", Reason = "Available", Message = "It is there." };
        var (widget, status) = (Create(Status()), Status());
        var text = JsonSerializer.SerializeToUtf8Bytes(status, engine.Serializer.TypeInfo<WidgetStatus>()).Length;
        await WriteAsync(widget, status);

        var before = GC.GetAllocatedBytesForCurrentThread();
        await WriteAsync(widget, status);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Empty(engine.Requests);
        Assert.InRange(allocated, 1, 3 * text);
    }

    [Fact]
    public async Task WriteAsync_OneFieldDiffers_PatchesThatFieldOfTheStatusUnderTheUid()
    {
        var widget = Create(new WidgetStatus { Phase = "Up", Id = "7" });

        await WriteAsync(widget, new WidgetStatus { Phase = "Down", Id = "7" });

        var request = Assert.Single(engine.Requests);
        Assert.EndsWith("/widgets/a/status", request.Path, StringComparison.Ordinal);
        Assert.Equal("""{"metadata":{"uid":"uid-1"},"status":{"phase":"Down"}}""", request.Body);
    }

    [Fact]
    public async Task WriteAsync_Twice_WritesOnce()
    {
        var widget = Create(new WidgetStatus());

        await WriteAsync(widget, new WidgetStatus { Phase = "Up" });
        await WriteAsync(engine.Informer.Store.Find(ObjectKey.Of(widget))!, new WidgetStatus { Phase = "Up" });

        Assert.Single(engine.Requests);
    }

    /// <summary>A pass that has written once and then writes again, from the object it was given, must not leave half of the first write behind.</summary>
    [Fact]
    public async Task WriteAsync_SecondTimeFromTheSameObject_TakesBackWhatTheFirstSaid()
    {
        var widget = Create(new WidgetStatus { Phase = "Up" });
        await WriteAsync(widget, new WidgetStatus { Phase = "Up", Id = "7" });

        await WriteAsync(widget, new WidgetStatus { Phase = "Up" });

        Assert.Null(engine.Stored("a")!.Status.Id);
    }

    [Fact]
    public async Task WriteAsync_ObjectIsGone_IsNoError()
    {
        var widget = Create(new WidgetStatus());
        engine.Api.Remove(WidgetEngine.Path("a"));

        await WriteAsync(widget, new WidgetStatus { Phase = "Up" });
    }

    [Fact]
    public async Task WriteAsync_ObjectWasRecreated_TheNewOneDoesNotInheritTheId()
    {
        var widget = Create(new WidgetStatus());
        engine.Edit("a", item => item["metadata"]!["uid"] = "uid-2");

        await Assert.ThrowsAsync<ApiServerException>(() => WriteAsync(widget, new WidgetStatus { Id = "7" }));

        Assert.Null(engine.Stored("a")!.Status.Id);
    }

    [Fact]
    public async Task WriteAsync_SomebodyLabelledMeanwhile_IsWrittenAllTheSame()
    {
        var widget = Create(new WidgetStatus());
        engine.Edit("a", item => item["metadata"]!["labels"] = new System.Text.Json.Nodes.JsonObject { ["x"] = "y" });

        await WriteAsync(widget, new WidgetStatus { Id = "7" });

        Assert.Equal("7", engine.Stored("a")!.Status.Id);
        Assert.Equal("y", engine.Stored("a")!.Metadata.Labels["x"]);
    }

    /// <summary>The answer may hold an edit that the watch will bring later and that the store then takes for old news.</summary>
    [Fact]
    public async Task WriteAsync_AnswerHoldsAnEdit_SubscribersLearnOfItOnce()
    {
        var widget = Create(new WidgetStatus());
        engine.Edit("a", item => item["metadata"]!["generation"] = 2);
        var edited = engine.Stored("a")!;
        changes.Clear();

        await WriteAsync(widget, new WidgetStatus { Phase = "Up" });
        engine.Informer.Report(new(edited, null));
        engine.Report("a");

        var change = Assert.Single(changes);
        Assert.Equal((1L, 2L, true), (change.Old!.Metadata.Generation!.Value, change.New!.Metadata.Generation!.Value, change.IsOwnWrite));
    }

    private Widget Create(WidgetStatus status)
    {
        var widget = Widget.Named("a");
        widget.Status = status;
        return engine.Create(widget);
    }

    private Task WriteAsync(Widget widget, WidgetStatus status) => engine.StatusWriter.WriteAsync(widget, status, TestContext.Current.CancellationToken);
}
