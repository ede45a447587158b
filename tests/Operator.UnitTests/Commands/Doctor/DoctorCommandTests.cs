using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Hosting;
using k8s;
using Microsoft.Extensions.Time.Testing;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.Commands.Doctor;
using Operator.Databricks.Http;
using Operator.UnitTests.Kinds;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Commands.Doctor;

public sealed class DoctorCommandTests
{
    private const string Lease = """{"spec":{"holderIdentity":"pod-1","leaseDurationSeconds":2000000000,"renewTime":"2020-01-01T00:00:00.000000Z"}}""";

    public static TheoryData<string> Examples => [.. CommandGuide.All["doctor"].Examples.Select(example => example.Arguments)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_OfThePage_PassesWhereAllIsWell(string arguments)
    {
        var (exit, output) = await RunAsync(arguments, _ => null);

        Assert.True(exit == 0, output);
        Assert.Contains("workspace/team/prod", output, StringComparison.Ordinal);
        Assert.Contains("accepts the credential", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leases", "x lease: there is no lease")]
    [InlineData("databricksjobs.databricks-operator.io", "x crd/DatabricksJob: ")]
    [InlineData("secrets", "x workspace/team/prod: ")]
    public async Task Run_WithoutWhatTheOperatorNeeds_NamesItAndExitsWithTwo(string part, string line)
    {
        var (exit, output) = await RunAsync(
            "doctor", request => request.Path.Contains(part, StringComparison.Ordinal) ? StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound") : null);

        Assert.Equal(2, exit);
        Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutARight_NamesIt()
    {
        var (exit, output) = await RunAsync("doctor", request =>
            request.Body.Contains("\"secrets\"", StringComparison.Ordinal) && request.Body.Contains("\"watch\"", StringComparison.Ordinal)
                ? StubApiServer.Json("""{"status":{"allowed":false}}""", HttpStatusCode.Created)
                : null);

        Assert.Equal(2, exit);
        Assert.Contains("x rights: the account may not watch secrets in all namespaces\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAnAccountThatMayNotSeeTheLease_SaysThatItIsNotChecked()
    {
        var (exit, output) = await RunAsync("doctor", request =>
            request.Path.Contains("leases", StringComparison.Ordinal) ? StubApiServer.Refusal(HttpStatusCode.Forbidden, "Forbidden") : null);

        Assert.Equal(2, exit);
        Assert.Contains("? lease: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutAnApiServer_ExitsWithOne()
    {
        var (exit, output) = await RunAsync("doctor", _ => throw new HttpRequestException("refused"));

        Assert.Equal(1, exit);
        Assert.StartsWith("doctor: The API server at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_ThatNeverAnswers_IsGivenUpInTime()
    {
        var time = new FakeTimeProvider();
        using var silent = new StubApiServer(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
            throw new InvalidOperationException("never reached");
        });
        Assert.True(WorkspaceHost.TryParse("https://dbc-1.cloud.databricks.com", false, out var host, out _));
        var check = new HostCheck((_, _) => silent, time).RunAsync(host, null, TestContext.Current.CancellationToken);
        await silent.NextAsync();

        time.Advance(HostCheck.Limit);

        Assert.Contains("no answer within 10 s", Assert.Single(await check).Message, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output)> RunAsync(string arguments, Func<StubRequest, HttpResponseMessage?> instead)
    {
        await using var harness = await KindHarness<DatabricksJob>.StartAsync();
        var host = harness.Process.Client.Host.ToString();
        using StringWriter output = new();
        var around = new DoctorSurroundings(new KubernetesClientConfiguration { Host = "http://cluster" })
        {
            Handlers = () => [new StubApiServer(request => instead(request) ?? Answer(request, host))],
        };
        var root = new RootCommand { DoctorCommand.Create(around) };
        var exit = await root.Parse($"{arguments} --allow-insecure-hosts")
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        Assert.Empty(harness.Workspace.Changes);
        return (exit, output.ToString());
    }

    private static HttpResponseMessage Answer(StubRequest request, string host)
    {
        var response = StubApiServer.Json(Body(request.Path, host), request.Method == HttpMethod.Post ? HttpStatusCode.Created : HttpStatusCode.OK);
        response.Headers.Date = TimeProvider.System.GetUtcNow();
        return response;
    }

    private static string Body(string path, string host) => path.Split('/')[^1] switch
    {
        "version" => """{"major":"1","minor":"33","gitVersion":"v1.33.0"}""",
        "selfsubjectaccessreviews" => """{"status":{"allowed":true}}""",
        "databricks-operator" => Lease,
        "databricksworkspaces" => new JsonObject { ["metadata"] = new JsonObject(), ["items"] = new JsonArray(Workspace(host)) }.ToJsonString(),
        "databricks" => $$$"""{"metadata":{"name":"databricks","namespace":"team"},"data":{"token":"{{{Token}}}"}}""",
        var name => Definition(name) ?? $$$"""{"metadata":{"name":"{{{name}}}","uid":"{{{name}}}"}}""",
    };

    private static string Token => Convert.ToBase64String(Encoding.UTF8.GetBytes(WorkspaceOptions.DefaultToken));

    private static string? Definition(string name)
    {
        if (GeneratedFiles.Definitions().FirstOrDefault(definition => definition["metadata"]!["name"]!.ToString() == name) is not { } found)
        {
            return null;
        }

        found["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Established", ["status"] = "True" }) };
        return found.ToJsonString();
    }

    private static JsonObject Workspace(string host) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "prod", ["namespace"] = "team", ["uid"] = "prod", ["generation"] = 1L },
        ["spec"] = new JsonObject
        {
            ["host"] = host,
            ["auth"] = new JsonObject
            {
                ["token"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = "databricks", ["key"] = "token" } },
            },
        },
    };
}
