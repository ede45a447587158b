using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Operator.Commands;
using Operator.Commands.Doctor;
using Operator.Databricks.Http;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Commands.Doctor;

public sealed class DoctorCommandTests
{
    public static TheoryData<string> Examples => [.. CommandGuide.All["doctor"].Examples.Select(example => example.Arguments)];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_OfThePage_PassesWhereAllIsWell(string arguments)
    {
        var (exit, output) = await DoctorRun.OfAsync(arguments, _ => null);

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
        var (exit, output) = await DoctorRun.OfAsync(
            "doctor", request => request.Path.Contains(part, StringComparison.Ordinal) ? StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound") : null);

        Assert.Equal(2, exit);
        Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutARight_NamesIt()
    {
        var (exit, output) = await DoctorRun.OfAsync("doctor", request =>
            request.Body.Contains("\"secrets\"", StringComparison.Ordinal) && request.Body.Contains("\"watch\"", StringComparison.Ordinal)
                ? StubApiServer.Json("""{"status":{"allowed":false}}""", HttpStatusCode.Created)
                : null);

        Assert.Equal(2, exit);
        Assert.Contains("x rights: the account may not watch secrets in all namespaces\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAnAccountThatMayNotSeeTheLease_SaysThatItIsNotChecked()
    {
        var (exit, output) = await DoctorRun.OfAsync("doctor", request =>
            request.Path.Contains("leases", StringComparison.Ordinal) ? StubApiServer.Refusal(HttpStatusCode.Forbidden, "Forbidden") : null);

        Assert.Equal(2, exit);
        Assert.Contains("? lease: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_WithTheOperatorsAccount_LearnsOfTheKindsFromWhatIsServed(bool isOld)
    {
        var (exit, output) = await DoctorRun.OfAsync("doctor", WithoutTheRightToReadDefinitions(isOld, _ => { }));

        Assert.True(exit == 0, output);
        Assert.Contains("= crd/DatabricksJob: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_WithTheOperatorsAccount_SeesAnOlderVersionOfAKindAndOneThatIsNotServed(bool isOld)
    {
        var (exit, output) = await DoctorRun.OfAsync("doctor", WithoutTheRightToReadDefinitions(isOld, schemas =>
        {
            schemas["DatabricksJob"]!["properties"]!["spec"]!["properties"]!.AsObject().Remove("tasks");
            schemas.Remove("DatabricksNotebook");
        }));

        Assert.Equal(2, exit);
        Assert.Contains("x crd/DatabricksJob: it is of an older version: it does not know spec.tasks", output, StringComparison.Ordinal);
        Assert.Contains("x crd/DatabricksNotebook: databricksnotebooks.databricks-operator.io is not installed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithTheOperatorsAccountAtAnApiServerThatDescribesNothing_SaysWhatIsNotChecked()
    {
        var (exit, output) = await DoctorRun.OfAsync("doctor", request =>
            request.Path.Contains("customresourcedefinitions", StringComparison.Ordinal) ? StubApiServer.Refusal(HttpStatusCode.Forbidden, "Forbidden")
            : request.Path.StartsWith("/openapi/", StringComparison.Ordinal) ? StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound")
            : null);

        Assert.Equal(2, exit);
        Assert.Contains("? crd/DatabricksJob: this account may not see it", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutAnApiServer_ExitsWithOne()
    {
        var (exit, output) = await DoctorRun.OfAsync("doctor", _ => throw new HttpRequestException("refused"));

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

    /// <summary>The API server describes the kinds to every account; one before 1.24 together with all others.</summary>
    private static Func<StubRequest, HttpResponseMessage?> WithoutTheRightToReadDefinitions(bool isOld, Action<JsonObject> edit)
    {
        var schemas = new JsonObject(GeneratedFiles.Definitions().Select(definition =>
        {
            var kind = definition["spec"]!["names"]!["kind"]!.ToString();
            var schema = (JsonObject)definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.DeepClone();
            schema["properties"]!["apiVersion"] = new JsonObject { ["type"] = "string" };
            schema["properties"]!["metadata"] = new JsonObject { ["allOf"] = new JsonArray() };
            schema["x-kubernetes-group-version-kind"] = new JsonArray(Served("databricks-operator.io", kind));
            return KeyValuePair.Create(kind, (JsonNode?)schema);
        }));
        // Another operator's kind of the same name.
        schemas.Insert(0, "other", new JsonObject { ["x-kubernetes-group-version-kind"] = new JsonArray(Served("example.com", "DatabricksJob")) });
        edit(schemas);
        var description = (isOld
            ? new JsonObject { ["swagger"] = "2.0", ["definitions"] = schemas }
            : new JsonObject { ["openapi"] = "3.0.0", ["components"] = new JsonObject { ["schemas"] = schemas } }).ToJsonString();
        var path = isOld ? "/openapi/v2" : "/openapi/v3/apis/databricks-operator.io/v1alpha1";
        return request =>
            request.Path.Contains("customresourcedefinitions", StringComparison.Ordinal) ? StubApiServer.Refusal(HttpStatusCode.Forbidden, "Forbidden")
            : request.Path == path ? StubApiServer.Json(description)
            : request.Path.StartsWith("/openapi/", StringComparison.Ordinal) ? StubApiServer.Refusal(HttpStatusCode.NotFound, "NotFound")
            : null;
    }

    private static JsonObject Served(string group, string kind) => new() { ["group"] = group, ["version"] = "v1alpha1", ["kind"] = kind };
}
