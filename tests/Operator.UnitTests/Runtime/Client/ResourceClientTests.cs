using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Runtime.Client;

public sealed class ResourceClientTests
{
    private static readonly ObjectKey Key = new("ns", "a");

    [Fact]
    public async Task MergePatchAsync_RefusedAsInvalid_NamesTheFieldsButNotTheirValues()
    {
        using var server = new StubApiServer(_ => StubApiServer.Json(
            """
            {"kind":"Status","reason":"Invalid","code":422,"message":"Widget \"a\" is invalid: spec.env.PASSWORD: Invalid value: \"hunter2\": must be a number",
             "details":{"kind":"Widget","name":"a","causes":[
             {"reason":"FieldValueInvalid","field":"spec.env.PASSWORD","message":"Invalid value: \"hunter2\""}]}}
            """,
            HttpStatusCode.UnprocessableEntity));

        var exception = await Assert.ThrowsAsync<ApiServerException>(() => Patch(server));

        Assert.Contains("spec.env.PASSWORD", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MergePatchAsync_ProxyAnswersInHtml_SaysWhatWasAskedAndTheStatus()
    {
        using var server = new StubApiServer(_ => StubApiServer.Json("<html>token=abc</html>", HttpStatusCode.BadGateway));

        var exception = await Assert.ThrowsAsync<ApiServerException>(() => Patch(server));

        Assert.Equal("PATCH /apis/test.databricks-operator.io/v1/namespaces/ns/widgets/a was answered 502", exception.Message);
    }

    [Fact]
    public async Task ReadAsync_KindOfWhichOnlyMetadataIsWanted_AsksTheServerForNoMore()
    {
        var accepted = new List<string>();
        using var server = new StubApiServer(_ => StubApiServer.Json("""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}}]}"""))
        {
            OnAccept = accepted.Add,
        };
        var client = new ResourceClient<BareWidget>(server.Connect(), new EntitySerializer());

        var page = await client.ListAsync("ns", 500, null, TestContext.Current.CancellationToken);
        await client.GetAsync(Key, TestContext.Current.CancellationToken);

        Assert.Equal("a", Assert.Single(page.Items).Metadata.Name);
        Assert.Equal(
            ["application/json; as=PartialObjectMetadataList; g=meta.k8s.io; v=v1", "application/json; as=PartialObjectMetadata; g=meta.k8s.io; v=v1"],
            accepted);
    }

    [Fact]
    public async Task ListAndWatch_OfASelectionByLabels_AskForNoMoreOnEveryPage()
    {
        using var server = new StubApiServer(_ => StubApiServer.Json("""{"metadata":{"resourceVersion":"7"},"items":[]}"""));
        var client = new ResourceClient<Widget>(server.Connect(), new EntitySerializer()) { LabelSelector = "example.com/class=a" };

        await client.ListAsync("ns", 500, "next page", TestContext.Current.CancellationToken);
        await foreach (var _ in client.WatchAsync("ns", "7", TimeSpan.FromMinutes(1), () => { }, TestContext.Current.CancellationToken))
        {
            break;
        }

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Contains("&labelSelector=example.com%2Fclass%3Da", request.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeleteAsync_OfAnObject_NamesItsUidAndVersionSoThatNoOtherIsMeant()
    {
        var objects = new InMemoryApiServer();
        objects.Put("/apis/test.databricks-operator.io/v1/namespaces/ns/widgets/a", (JsonObject)JsonNode.Parse(
            """{"metadata":{"name":"a","namespace":"ns","uid":"u-1"}}""")!);
        using var server = new StubApiServer(objects.Answer);
        var client = new ResourceClient<Widget>(server.Connect(), new EntitySerializer());
        var known = (await client.GetAsync(Key, TestContext.Current.CancellationToken))!;
        objects.Edit("/apis/test.databricks-operator.io/v1/namespaces/ns/widgets/a", _ => { });

        var conflict = await Assert.ThrowsAsync<ApiServerException>(() => client.DeleteAsync(known, TestContext.Current.CancellationToken));
        Assert.True(conflict.IsConflict);
        await client.DeleteAsync((await client.GetAsync(Key, TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);

        Assert.Empty(objects.Objects);
    }

    [Fact]
    public async Task DeleteAsync_NotLeading_NeverReachesTheServer()
    {
        using var server = new StubApiServer(_ => StubApiServer.Json("{}"));
        var client = new ResourceClient<Widget>(server.Connect(), new EntitySerializer(), new StubFence { MayWrite = false });

        await Assert.ThrowsAsync<LeadershipLostException>(
            () => client.DeleteAsync(new Widget { Metadata = new V1ObjectMeta { Name = "a" } }, TestContext.Current.CancellationToken));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task MergePatchAsync_NotLeading_NeverReachesTheServer()
    {
        using var server = new StubApiServer(_ => StubApiServer.Json("{}"));
        var client = new ResourceClient<Widget>(server.Connect(), new EntitySerializer(), new StubFence { MayWrite = false });

        await Assert.ThrowsAsync<LeadershipLostException>(() => client.MergePatchAsync(Key, [], null, "test", TestContext.Current.CancellationToken));

        Assert.Empty(server.Requests);
    }

    /// <summary>A write that hangs in a dead connection must be given up before another replica may lead.</summary>
    [Fact]
    public async Task MergePatchAsync_Hangs_IsGivenUpWhenTheLeaseRunsOut()
    {
        using var server = new StubApiServer(HangAsync);
        var clock = new SteppedClock();
        var client = new ResourceClient<Widget>(server.Connect(clock), new EntitySerializer(), new StubFence { Remaining = TimeSpan.FromSeconds(7) });

        var writing = client.MergePatchAsync(Key, [], null, "test", TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(7), await clock.NextWaitAsync());
        clock.Advance(TimeSpan.FromSeconds(7));

        await Assert.ThrowsAsync<TimeoutException>(() => writing);
    }

    [Fact]
    public async Task GetAsync_Hangs_IsGivenUpAfterTheRequestTimeout()
    {
        using var server = new StubApiServer(HangAsync);
        var clock = new SteppedClock();
        var client = new ResourceClient<Widget>(server.Connect(clock), new EntitySerializer());

        var reading = client.GetAsync(Key, TestContext.Current.CancellationToken);
        clock.Advance(await clock.NextWaitAsync());

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => reading);
        Assert.Contains("within 30 s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_NameFromOutside_CannotLeaveItsPath()
    {
        using var server = new StubApiServer(_ => StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound"));
        var client = new ResourceClient<Widget>(server.Connect(), new EntitySerializer());

        Assert.Null(await client.GetAsync(new ObjectKey("ns", "a/../../secrets?x=1"), TestContext.Current.CancellationToken));

        Assert.Equal("/apis/test.databricks-operator.io/v1/namespaces/ns/widgets/a%2F..%2F..%2Fsecrets%3Fx%3D1", Assert.Single(server.Requests).Path);
    }

    private static async Task<HttpResponseMessage> HangAsync(StubRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("unreachable");
    }

    private static Task<Widget> Patch(StubApiServer server) =>
        new ResourceClient<Widget>(server.Connect(), new EntitySerializer()).MergePatchAsync(
            Key, new JsonObject(), null, "test", TestContext.Current.CancellationToken);

    private sealed class StubFence : IWriteFence
    {
        public bool MayWrite { get; init; } = true;

        public TimeSpan Remaining { get; init; } = TimeSpan.MaxValue;

        public void Check()
        {
            if (!MayWrite)
            {
                throw new LeadershipLostException();
            }
        }
    }

    [KubernetesEntity(Group = "test.databricks-operator.io", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
    [MetadataOnly]
    private sealed class BareWidget : IKubernetesObject<V1ObjectMeta>
    {
        public string ApiVersion { get; set; } = "";

        public string Kind { get; set; } = "";

        public V1ObjectMeta Metadata { get; set; } = new();
    }
}
