using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.UnitTests.Kinds.Harness;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Commands.Plan;

/// <summary>The API server of a harness as <c>plan</c> reads it: objects and lists. A write to it fails the test.</summary>
internal static partial class ClusterBehindAPlan
{
    public static StubApiServer Of(OperatorHarness harness) => new(request => Answer(harness.Api.Objects, request));

    private static HttpResponseMessage Answer(InMemoryApiServer server, StubRequest request)
    {
        Assert.Equal(HttpMethod.Get, request.Method);
        if (server.Find(request.Path) is { } found)
        {
            return StubApiServer.Json(found.ToJsonString());
        }

        if (!Lists().IsMatch(request.Path))
        {
            return StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound");
        }

        var items = server.Objects.Where(entry => IsListedBy(request.Path, entry.Key)).Select(entry => (JsonNode)entry.Value).ToArray();
        var list = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = "1" }, ["items"] = new JsonArray(items) };
        return StubApiServer.Json(list.ToJsonString());
    }

    private static bool IsListedBy(string list, string path)
    {
        var parts = list.Split('/');
        var pattern = $"^{string.Join('/', parts[..^1].Select(Regex.Escape))}/namespaces/[^/]+/{parts[^1]}/[^/]+$";
        return Regex.IsMatch(path, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    [GeneratedRegex("^/(api/v1|apis/[^/]+/[^/]+)/[a-z]+$")]
    private static partial Regex Lists();
}
