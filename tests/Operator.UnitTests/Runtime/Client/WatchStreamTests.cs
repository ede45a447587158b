using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Client;

public sealed class WatchStreamTests
{
    private const string Added = """{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"1"}}}""";
    private const string Modified = """{"object":{"spec":{"size":2},"metadata":{"name":"ä","resourceVersion":"2"}},"type":"MODIFIED"}""";
    private const string Deleted = """{"type":"DELETED","object":{"metadata":{"name":"a","resourceVersion":"3"}}}""";
    private const string Bookmark = """{"type":"BOOKMARK","object":{"kind":"Widget","metadata":{"resourceVersion":"9","creationTimestamp":null},"spec":{}}}""";

    private static readonly EntitySerializer Serializer = new();

    [Fact]
    public async Task ReadAsync_AllKinds_InAnyMemberOrder()
    {
        var events = await ReadAsync($"{Added}\n{Modified}\r\n\n{Deleted}\n{Bookmark}\n");

        Assert.Equal([WatchEventKind.Added, WatchEventKind.Modified, WatchEventKind.Deleted, WatchEventKind.Bookmark], events.Select(item => item.Kind));
        Assert.Equal(["1", "2", "3", "9"], events.Select(item => item.Object.Metadata.ResourceVersion));
        Assert.Equal("ä", events[1].Object.Metadata.Name);
    }

    /// <summary>Networks cut wherever they like, also inside a character.</summary>
    [Fact]
    public async Task ReadAsync_CutAnywhere_GivesTheSameEvents()
    {
        var bytes = Encoding.UTF8.GetBytes($"{Added}\n{Modified}\n{Deleted}\n");
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var events = await ReadAsync(bytes[..cut], bytes[cut..]);

            Assert.Equal(["a", "ä", "a"], events.Select(item => item.Object.Metadata.Name));
        }
    }

    [Fact]
    public async Task ReadAsync_ByteByByte_GivesTheSameEvents()
    {
        var bytes = Encoding.UTF8.GetBytes($"{Added}\n{Modified}\n");

        Assert.Equal(2, (await ReadAsync([.. bytes.Select(one => new[] { one })])).Count);
    }

    [Fact]
    public async Task ReadAsync_EndsWithinAnEvent_ThatEventIsNotDelivered()
    {
        var events = await ReadAsync($"{Added}\n{Modified}");

        Assert.Equal("a", Assert.Single(events).Object.Metadata.Name);
    }

    [Fact]
    public async Task ReadAsync_LargeObject_IsReadWhole()
    {
        var name = new string('x', 300_000);

        var events = await ReadAsync($$$$$"""{"type":"ADDED","object":{"metadata":{"name":"{{{{{name}}}}}"}}}""" + "\n");

        Assert.Equal(name, Assert.Single(events).Object.Metadata.Name);
    }

    [Fact]
    public async Task ReadAsync_PoisonObject_IsReportedAndTheNextOneRead()
    {
        var events = await ReadAsync("""{"type":"ADDED","object":{"metadata":{"name":"bad","resourceVersion":"1"},"spec":{"size":[]}}}""" + $"\n{Modified}\n");

        Assert.Equal("bad", events[0].Object.Undecodable!.Key.Name);
        Assert.NotNull(events[1].Object.Entity);
    }

    [Fact]
    public async Task ReadAsync_ObjectNestedVeryDeeply_IsReportedAndTheNextOneRead()
    {
        var deep = new StringBuilder().Insert(0, "[", 5_000).Append(']', 5_000);

        var events = await ReadAsync($$$$$"""{"type":"ADDED","object":{"metadata":{"name":"deep"},"spec":{"size":{{{{{deep}}}}}}}}""" + $"\n{Modified}\n");

        Assert.Equal("deep", events[0].Object.Undecodable!.Key.Name);
        Assert.NotNull(events[1].Object.Entity);
    }

    [Fact]
    public async Task ReadAsync_ExpiredInTheStream_IsThrownAsExpired()
    {
        var exception = await Assert.ThrowsAsync<ApiServerException>(() => ReadAsync(
            """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version: 1 (2)"}}""" + "\n"));

        Assert.True(exception.IsExpired);
        Assert.Equal("Expired", exception.Reason);
    }

    [Theory]
    [InlineData("""{"type":"ERROR","object":{"code":"x"}}""")]
    [InlineData("""{"type":"ERROR","object":{}}""")]
    public async Task ReadAsync_ErrorWithoutACode_IsAnErrorAllTheSame(string line) =>
        Assert.Equal(500, (int)(await Assert.ThrowsAsync<ApiServerException>(() => ReadAsync(line + "\n"))).Status);

    [Theory]
    [InlineData("""{"type":"RENAMED","object":{"metadata":{"name":"a"}}}""")]
    [InlineData("""{"type":5,"object":{"metadata":{"name":"a"}}}""")]
    [InlineData("""{"object":{"metadata":{"name":"a"}}}""")]
    [InlineData("<html>")]
    public async Task ReadAsync_UnknownEvent_IsRefusedInsteadOfSkipped(string line) =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(line + "\n"));

    private static Task<List<WatchEvent<Widget>>> ReadAsync(string text) => ReadAsync([Encoding.UTF8.GetBytes(text)]);

    private static async Task<List<WatchEvent<Widget>>> ReadAsync(params byte[][] pieces)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writing = WriteAsync();
        var events = new List<WatchEvent<Widget>>();
        await foreach (var item in WatchStream.ReadAsync<Widget>(pipe.Reader.AsStream(), Serializer, TestContext.Current.CancellationToken))
        {
            events.Add(item);
        }

        await writing;
        return events;

        async Task WriteAsync()
        {
            foreach (var piece in pieces)
            {
                await pipe.Writer.WriteAsync(piece);
                await Task.Yield();
            }

            await pipe.Writer.CompleteAsync();
        }
    }
}
