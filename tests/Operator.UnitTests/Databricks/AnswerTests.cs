using System.Net;
using System.Net.Http.Headers;
using FsCheck.Fluent;
using Operator.Databricks.Clusters;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks;

/// <summary>What callers see of answers that are not what they asked for.</summary>
public sealed class AnswerTests
{
    private const string Get = "GET /api/2.1/clusters/get";
    private const string Start = "POST /api/2.1/clusters/start";

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "-1", "1e999", "9007199254740993", "\"cluster_id\"", "\"spec\"", "\"error_code\"", "\"message\"",
        "\"details\"", "\"@type\"", "\"\\ud800\"", "\"\\u0000\"", "<pre>", "</pre>", "<title>", "CODE: ", "\uFEFF",
        "\n", "{\"num_workers\":\"x\"}", "{\"a\":{\"b\":[1]}}",
    ];

    private static readonly string[] Fields =
        ["cluster_id", "num_workers", "spark_context_id", "custom_tags", "init_scripts", "azure_attributes",
            "cluster_cores", "spec", "clusters", "next_page_token", "error_code", "message", "details", "new"];

    private static readonly string[] Values =
    [
        "null", "true", "0", "{\"spot_bid_max_price\":1e999}", "-1.5", "1e999", "9007199254740993", "\"\"", "\"x\"",
        "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "{\"k\":\"\\udc00\"}",
        "[{\"new\":\"\\ud800\"}]", "{\"\\ud800\":1}", "{\"k\":null}", "\"ÿ\"", "{\"ÿ\":\"ÿ\"}", "\"\\\\ud800\"", "\"\\ud83d\\ude00\"",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("<html><title>Sign in</title></html>")]
    [InlineData("{\"cluster_id\":")]
    [InlineData("{\"num_workers\":\"many\"}")]
    public async Task Get_SuccessThatIsNoCluster_IsTransientNeverAnEmptyCluster(string body)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, Reply.Ok(body));
        var error = await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal(DatabricksErrorKind.Transient, error.Kind);
    }

    [Fact]
    public async Task Create_SuccessWithoutAnId_IsUnknownNotCreated()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.1/clusters/create", Reply.Done);
        var error = await workspace.FailAsync(client => client.Clusters.CreateAsync([], Cancellation));
        Assert.Equal((DatabricksErrorKind.Transient, true), (error.Kind, error.MayHaveTakenEffect));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task Start_EmptySuccess_IsSuccess(string body)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Start, Reply.Ok(body));
        await workspace.RunAsync(client => client.Clusters.StartAsync(new ClusterReference("c1"), Cancellation));
        Assert.Equal("""{"cluster_id":"c1"}""", workspace.Stub.Received.Single().Body);
    }

    [Fact]
    public async Task Start_SignInPageInsteadOfAnAnswer_IsNotTakenForSuccess()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Start, new Reply(200, "<html><title>Sign in</title></html>", "text/html"));
        var error = await workspace.FailAsync(client => client.Clusters.StartAsync(new ClusterReference("c1"), Cancellation));
        Assert.Equal(DatabricksErrorKind.Transient, error.Kind);
    }

    [Fact]
    public async Task Get_PrivateLinkRedirect_SaysThatTheNetworkIsNotAllowed()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, new Reply(302, "").With("Location", "https://x.azuredatabricks.net/login.html?error=private-link-validation-error:1"));
        var error = await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal(DatabricksErrorKind.PermissionDenied, error.Kind);
        Assert.Contains("private link", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RedirectToAnotherHost_IsNotFollowed()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, new Reply(307, "").With("Location", "https://evil.example/api/2.1/clusters/get?nonce=secret"));
        var error = await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal("clusters/get: 307 redirected to evil.example; redirects are not followed", error.ToString());
        Assert.Single(workspace.Stub.Received);
    }

    [Fact]
    public async Task Get_AnyFailure_NamesTheOperationAndDatabricksOwnWords()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, Reply.Error(400, "INVALID_PARAMETER_VALUE", @"Invalid\n  spark\tversion"));
        var exception = await Assert.ThrowsAsync<DatabricksException>(() => workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation)));
        Assert.Equal("clusters/get: 400 INVALID_PARAMETER_VALUE Invalid spark version", exception.Message);
    }

    [Theory]
    [InlineData("Cluster c1 is pinned, unpin the cluster first.", true)]
    [InlineData("Cluster c1 is in unexpected state Pending.", false)]
    public async Task PermanentDelete_RefusedForItsState_SaysWhetherUnpinningHelps(string message, bool isPinned)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("POST /api/2.1/clusters/permanent-delete", Reply.Error(400, "INVALID_STATE", message));
        var error = await workspace.FailAsync(client => client.Clusters.PermanentDeleteAsync(new ClusterReference("c1"), Cancellation));
        Assert.Equal((DatabricksErrorKind.WrongState, isPinned), (error.Kind, error.IsPinned));
    }

    [Fact]
    public async Task Get_LongMessage_IsBoundedAndStaysValidText()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, Reply.Error(400, "X", string.Concat(Enumerable.Repeat("😀", 5_000))));
        var error = await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.InRange(error.Message.Length, 500, 512);
        Assert.True(error.Message.EnumerateRunes().All(rune => rune.Value != 0xFFFD));
    }

    [Fact]
    public async Task List_OneClusterWithUnreadableText_ShowsAllClusters()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On("GET /api/2.1/clusters/list", Reply.Ok(
            """{"clusters":[{"cluster_id":"c1","cluster_name":"\ud83d!","new":"\ude00\ud83d\ude00\\ud800"},{"cluster_id":"c2"}]}"""));

        var clusters = await workspace.RunAsync(client => client.Clusters.ListAllAsync(new ClusterFilter(), Cancellation));

        Assert.Equal(["c1", "c2"], clusters.Select(cluster => cluster.ClusterId));
        Assert.Equal("\uFFFD!", clusters[0].ClusterName);
        Assert.Equal("\uFFFD😀\\ud800", clusters[0].ToSettings()["new"]!.GetValue<string>());
    }

    [Fact]
    public async Task AnyBytes_AsAnAnswer_EndInATypedResultOrADatabricksException()
    {
        var bodies = Gen.OneOf(
            Gen.Elements(Fragments).ListOf().Select(parts => System.Text.Encoding.UTF8.GetBytes(string.Concat(parts))),
            Gen.Elements(Fields).SelectMany(field => Gen.Elements(Values).Select(value => $"\"{field}\":{value}")).ListOf()
                .Select(pairs => System.Text.Encoding.Latin1.GetBytes($"{{{string.Join(',', pairs)}}}")),
            Gen.Choose(0, 255).Select(value => (byte)value).ListOf().Select(bytes => bytes.ToArray()));
        var answers = from body in bodies
                      from status in Gen.Elements(200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 409, 418, 429, 500, 503, 599)
                      from type in Gen.Elements("application/json", "text/html", "text/plain; charset=klingon", "x/y")
                      select (body, status, type);
        foreach (var (body, status, type) in answers.Sample(1_000))
        {
            await EndsWell(body, status, type);
        }
    }

    private static async Task EndsWell(byte[] body, int status, string type)
    {
        using var workspace = new TestWorkspace(timeouts: TestWorkspace.Patient with { MaxRetries = 0 });
        Func<int, CancellationToken, Task<HttpResponseMessage>> answer = (_, _) =>
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = content });
        };
        workspace.Stub.On(Get, answer).On("GET /api/2.1/clusters/list", answer);
        try
        {
            Assert.NotNull((await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation))).ToSettings().ToJsonString());
            Assert.NotNull(await workspace.RunAsync(client => client.Clusters.ListAllAsync(new ClusterFilter(), Cancellation)));
        }
        catch (DatabricksException exception)
        {
            Assert.DoesNotContain(exception.Message, char.IsControl);
            Assert.InRange(exception.Message.Length, 1, 700);
        }
    }
}
