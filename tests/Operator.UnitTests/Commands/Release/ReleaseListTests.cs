using System.Net;
using Operator.Api.V1Alpha1;
using Operator.Commands.Release;
using Operator.Runtime.Client;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Commands.Release;

/// <summary>What is left is counted from lists: one that breaks off must never look like the end.</summary>
public sealed class ReleaseListTests
{
    private const string First =
        """{"metadata": {"continue": "more"}, "items": [{"metadata": {"name": "a", "namespace": "team", "uid": "1", "resourceVersion": "1"}}]}""";

    private const string Last = """{"metadata": {}, "items": [{"metadata": {"name": "b", "namespace": "team", "uid": "2", "resourceVersion": "2"}}]}""";

    [Fact]
    public async Task List_WhoseTokenExpires_IsReadAgainFromTheBeginning()
    {
        var pages = new Queue<HttpResponseMessage>(
        [
            StubApiServer.Json(First), StubApiServer.Refusal(HttpStatusCode.Gone, "Expired"), StubApiServer.Json(First), StubApiServer.Json(Last),
        ]);
        using var server = new StubApiServer(_ => pages.Dequeue());
        using var connection = server.Connect();

        var found = await new ReleaseClient(connection).ListAsync(ResourceDefinition.Of<DatabricksJob>(), null, TestContext.Current.CancellationToken);

        Assert.Equal(["a", "b"], found.Select(resource => resource.Key.Name));
        Assert.Empty(pages);
    }

    [Fact]
    public async Task List_OfAKindThatTheServerDoesNotKnow_IsEmpty()
    {
        using var server = new StubApiServer(_ => StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound"));
        using var connection = server.Connect();

        Assert.Empty(await new ReleaseClient(connection).ListAsync(ResourceDefinition.Of<DatabricksJob>(), null, TestContext.Current.CancellationToken));
    }
}
