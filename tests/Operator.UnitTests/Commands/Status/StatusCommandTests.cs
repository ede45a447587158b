using System.CommandLine;
using System.Net;
using Operator.Commands;
using Operator.Commands.Status;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Commands.Status;

public sealed class StatusCommandTests
{
    private const string Job = """{"metadata":{"name":"etl","namespace":"team"},"spec":{"workspaceRef":{"name":"prod"}},"status":{"conditions":[READY]}}""";
    private const string Workspace = """{"metadata":{"name":"prod","namespace":"team"},"spec":{},"status":{"conditions":[READY]}}""";

    public static TheoryData<string> Examples => [.. CommandGuide.All["status"].Examples.Select(example => example.Arguments)];

    [Theory]
    [InlineData("status job/etl -n team", "True", 0, "= databricksjob/etl")]
    [InlineData("status databricksjobs/etl -n team -o json", "True", 0, "\"ready\": true")]
    [InlineData("status dbj/etl -n team", "False", 2, "x databricksjob/etl")]
    [InlineData("status -n team", "True", 0, "Status: 2 ready")]
    [InlineData("status -A", "False", 2, "Status: 0 ready, 0 in progress, 2 not ready")]
    [InlineData("status job/other -n team", "True", 1, "There is no DatabricksJob other in the namespace team")]
    [InlineData("status pod/etl", "True", 1, "pod is none of the kinds")]
    [InlineData("status etl", "True", 1, "etl is not KIND/NAME")]
    [InlineData("status -A -n team", "True", 1, "--all-namespaces goes neither")]
    public async Task Run_OfACluster_EndsInItsExitCode(string arguments, string ready, int expected, string text)
    {
        var (exit, output) = await RunAsync(arguments, request => Answer(request.Path, ready));

        Assert.Equal(expected, exit);
        Assert.Contains(text, output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_OfThePage_EndsWell(string arguments)
    {
        var (exit, output) = await RunAsync(arguments, request => Answer(request.Path, "True"));

        Assert.Equal(0, exit);
        Assert.Contains("etl", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "does not know DatabricksWorkspace: install the CRDs")]
    [InlineData(HttpStatusCode.Forbidden, "may not")]
    public async Task Run_WhereTheListIsRefused_IsAnErrorAndNotAnEmptyTree(HttpStatusCode status, string text)
    {
        var (exit, output) = await RunAsync("status -n team", _ => StubApiServer.Refusal(status, $"{status}", "may not"));

        Assert.Equal(1, exit);
        Assert.Contains(text, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfSeveralPages_ShowsAllAndBeginsAnewWhereAPageExpired()
    {
        var expirations = 0;
        var (exit, output) = await RunAsync("status -n team", request =>
            !request.Path.EndsWith("databricksjobs", StringComparison.Ordinal) ? Answer(request.Path, "True")
            : !request.Query.Contains("continue", StringComparison.Ordinal) ? List(Job, "next")
            : expirations++ == 0 ? StubApiServer.Refusal(HttpStatusCode.Gone, "Expired")
            : List(Job.Replace("etl", "second", StringComparison.Ordinal), ""));

        Assert.Equal((0, 2), (exit, expirations));
        Assert.Contains("databricksjob/second", output, StringComparison.Ordinal);
        Assert.Contains("Status: 3 ready", output, StringComparison.Ordinal);
    }

    private static HttpResponseMessage Answer(string path, string ready) => path.Split('/')[^1] switch
    {
        "databricksjobs" => List(Job, "", ready),
        "databricksworkspaces" => List(Workspace, "", ready),
        "etl" => StubApiServer.Json(Filled(Job, ready)),
        "prod" => StubApiServer.Json(Filled(Workspace, ready)),
        "other" or "default" => StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound"),
        _ => StubApiServer.Json("""{"metadata":{},"items":[]}"""),
    };

    private static HttpResponseMessage List(string item, string next, string ready = "True") =>
        StubApiServer.Json($$"""{"metadata":{"continue":"{{next}}"},"items":[{{Filled(item, ready)}}]}""");

    private static string Filled(string item, string ready) =>
        item.Replace("READY", $$"""{"type":"Ready","status":"{{ready}}","reason":"Because"}""", StringComparison.Ordinal);

    private static async Task<(int Exit, string Output)> RunAsync(string arguments, Func<StubRequest, HttpResponseMessage> answer)
    {
        using var server = new StubApiServer(answer);
        using StringWriter output = new();
        var root = new RootCommand { StatusCommand.Create(() => server.Connect()) };
        var exit = await root.Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (exit, output.ToString());
    }
}
