using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks;

public sealed class AuthenticationTests : IDisposable
{
    private const string Get = "GET /api/2.1/clusters/get";
    private const string TokenRoute = "POST /oidc/v1/token";
    private const string ClientSecret = "dose-very-secret-client-secret";

    private static readonly Reply Found = Reply.Ok("""{"cluster_id":"c1"}""");
    private static readonly Reply Refused = Reply.Error(401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type");

    private readonly SteppedTime time = new();
    private readonly StubWorkspace endpoint;
    private readonly OAuthM2MTokenSource source;

    public AuthenticationTests()
    {
        endpoint = new StubWorkspace(time);
        source = new OAuthM2MTokenSource(TestWorkspace.Host, "client-1", new Secret(ClientSecret), time, endpoint);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        source.Dispose();
        endpoint.Dispose();
    }

    [Fact]
    public async Task GetToken_ManyCallersAtOnce_CauseOneExchange()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        endpoint.On(TokenRoute, (_, _) => answer.Task);
        var callers = Enumerable.Range(0, 50).Select(_ => source.GetTokenAsync(Cancellation).AsTask()).ToList();
        answer.SetResult(Token("t1").ToResponse());

        Assert.All(await Task.WhenAll(callers), token => Assert.Equal("t1", token.Reveal()));
        Assert.Equal(1, endpoint.Count(TokenRoute));
    }

    [Fact]
    public async Task GetToken_ClientCredentials_AreSentAsTheStandardSays()
    {
        endpoint.On(TokenRoute, Token("t1"));
        await source.GetTokenAsync(Cancellation);

        var request = endpoint.Received.Single();
        Assert.Equal("https://adb-1.2.azuredatabricks.net/oidc/v1/token", request.Uri.ToString());
        Assert.Equal("grant_type=client_credentials&scope=all-apis", request.Body);
        Assert.Equal($"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"client-1:{ClientSecret}"))}", request.Authorization);
    }

    [Fact]
    public async Task GetToken_OneCallerGivesUp_LeavesTheExchangeToTheOthers()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        endpoint.On(TokenRoute, (_, _) => answer.Task);
        using var impatient = new CancellationTokenSource();
        var first = source.GetTokenAsync(impatient.Token).AsTask();
        var second = source.GetTokenAsync(Cancellation).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult(Token("t1").ToResponse());
        Assert.Equal("t1", (await second).Reveal());
    }

    [Fact]
    public async Task GetToken_CloseToExpiry_AnswersAtOnceAndRenewsInTheBackground()
    {
        var renewed = new TaskCompletionSource();
        endpoint.On(TokenRoute, (call, _) =>
        {
            if (call == 1)
            {
                renewed.SetResult();
            }

            return Task.FromResult(Token($"t{call + 1}").ToResponse());
        });
        await source.GetTokenAsync(Cancellation);
        time.Advance(TimeSpan.FromMinutes(41));

        Assert.Equal("t1", (await source.GetTokenAsync(Cancellation)).Reveal());
        await renewed.Task.WaitAsync(Cancellation);
        Assert.Equal(2, endpoint.Count(TokenRoute));
    }

    [Fact]
    public async Task GetToken_FortySecondsBeforeExpiry_IsNoLongerUsed()
    {
        endpoint.On(TokenRoute, Token("t1"), Token("t2"));
        await source.GetTokenAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(3_600 - 39));
        Assert.Equal("t2", (await source.GetTokenAsync(Cancellation)).Reveal());
    }

    [Fact]
    public async Task GetToken_WrongSecret_IsPresentedOncePerMomentNotOncePerObject()
    {
        endpoint.On(TokenRoute, new Reply(401, """{"error":"invalid_client","error_description":"Client dose-very-secret-client-secret unknown"}"""));
        for (var caller = 0; caller < 20; caller++)
        {
            var failure = await Assert.ThrowsAsync<DatabricksException>(() => source.GetTokenAsync(Cancellation).AsTask());
            Assert.Equal(
                "oidc/v1/token: 401 invalid_client no token: the workspace does not take this client id and secret: "
                + "one is wrong, or the secret was revoked or has expired",
                failure.Message);
            Assert.Equal(DatabricksErrorKind.Unauthenticated, failure.Kind);
        }

        Assert.Equal(1, endpoint.Count(TokenRoute));
        time.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<DatabricksException>(() => source.GetTokenAsync(Cancellation).AsTask());
        Assert.Equal(2, endpoint.Count(TokenRoute));
    }

    [Theory]
    [InlineData("""{"access_token":"","expires_in":1}""")]
    [InlineData("""{"access_token":"secret-token","expires_in":0}""")]
    [InlineData("""{"access_token":"secret-token","expires_in":"soon"}""")]
    [InlineData("secret-token")]
    [InlineData("null")]
    public async Task GetToken_UnreadableAnswer_FailsWithoutShowingIt(string body)
    {
        endpoint.On(TokenRoute, Reply.Ok(body));
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => source.GetTokenAsync(Cancellation).AsTask());
        Assert.Equal(DatabricksErrorKind.Transient, failure.Kind);
        Assert.DoesNotContain("secret-token", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ExpiredToken_IsRepeatedOnceWithAnother()
    {
        using var workspace = await WithUsedToken(Token("t1"), Token("t2"));
        workspace.Stub.On(Get, Refused, Found);
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal(["Bearer t1", "Bearer t2"], workspace.Stub.Received.Select(request => request.Authorization));
    }

    [Theory]
    [InlineData(401, "Token is expired")]
    [InlineData(403, "JWT has expired")]
    [InlineData(403, "Invalid access token. [ReqId: 1]")]
    [InlineData(400, "io.jsonwebtoken.ExpiredJwtException: JWT expired")]
    public async Task Call_ExpiredTokenInAnyOfItsFormsOfRefusal_IsRepeatedWithAnother(int status, string message)
    {
        using var workspace = await WithUsedToken(Token("t1"), Token("t2"));
        workspace.Stub.On(Get, new Reply(status, $$"""{"error_code":{{status}},"message":"{{message}}"}"""), Found);
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal(["Bearer t1", "Bearer t2"], workspace.Stub.Received.Select(request => request.Authorization));
    }

    [Fact]
    public async Task Call_ForbiddenForAnotherReason_KeepsItsToken()
    {
        using var workspace = await WithUsedToken(Token("t1"), Token("t2"));
        workspace.Stub.On(Get, Reply.Error(403, "PERMISSION_DENIED", "You may not."));
        Assert.Equal(DatabricksErrorKind.PermissionDenied, (await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation))).Kind);
        Assert.Equal("t1", (await source.GetTokenAsync(Cancellation)).Reveal());
        Assert.Equal(1, endpoint.Count(TokenRoute));
    }

    [Fact]
    public async Task Call_EveryTokenRefused_EndsAfterOneRenewal()
    {
        using var workspace = await WithUsedToken(Token("t1"), Token("t2"));
        workspace.Stub.On(Get, Refused);
        var error = await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation));
        Assert.Equal(DatabricksErrorKind.Unauthenticated, error.Kind);
        Assert.Equal(2, workspace.Stub.Count(Get));
        Assert.Equal(2, endpoint.Count(TokenRoute));
    }

    [Fact]
    public async Task Create_ExpiredToken_IsRepeatedBecauseARefusedCredentialCreatesNothing()
    {
        using var workspace = await WithUsedToken(Token("t1"), Token("t2"));
        workspace.Stub.On("POST /api/2.1/clusters/create", Refused, Found);
        Assert.Equal("c1", (await workspace.RunAsync(client => client.Clusters.CreateAsync([], Cancellation))).ClusterId);
    }

    [Fact]
    public async Task Call_PersonalTokenRefused_IsNotSentForEveryObjectAgain()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Get, Refused, Found);
        for (var caller = 0; caller < 20; caller++)
        {
            Assert.Equal(
                DatabricksErrorKind.Unauthenticated, (await workspace.FailAsync(client => client.Clusters.GetAsync("c1", Cancellation))).Kind);
        }

        Assert.Equal(1, workspace.Stub.Count(Get));
        workspace.Time.Advance(TimeSpan.FromSeconds(11));
        await workspace.RunAsync(client => client.Clusters.GetAsync("c1", Cancellation));
    }

    private static Reply Token(string value) => Reply.Ok($$"""{"access_token":"{{value}}","token_type":"Bearer","expires_in":3600,"scope":"all-apis"}""");

    /// <summary>A workspace whose first token has been in use for a while.</summary>
    private async Task<TestWorkspace> WithUsedToken(params Reply[] tokens)
    {
        endpoint.On(TokenRoute, tokens);
        await source.GetTokenAsync(Cancellation);
        time.Advance(TimeSpan.FromMinutes(5));
        // On a clock of its own: stepping to the pauses of a call must not end the exchange of a token.
        return new TestWorkspace(source);
    }
}
