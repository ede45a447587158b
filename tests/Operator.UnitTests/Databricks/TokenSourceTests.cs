using Microsoft.Extensions.Time.Testing;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

public sealed class TokenSourceTests
{
    private const string CanarySecret = "canary-of-a-secret/+=&";

    // {"iss":"https://issuer.example","aud":["databricks"],"sub":"system:serviceaccount:dbx:operator"}
    private const string CanaryJwt =
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwiYXVkIjpbImRhdGFicmlja3MiXSwic3ViIjoic3lzdGVtOnNlcnZpY2VhY2NvdW50OmRieDpvcGVyYXRvciJ9.Y2FuYXJ5";

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<SourceKind> Kinds => [.. Enum.GetValues<SourceKind>()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public enum SourceKind
    {
        ClientCredentials,
        WorkloadIdentity,
        AzureClientSecret,
        AzureManagedIdentity,
    }

    [Fact]
    public async Task GetToken_WorkloadIdentity_ExchangesTheServiceAccountsToken()
    {
        using var service = new StubTokenService(StubTokenService.Token("t1"));
        await TokenOf(Source(SourceKind.WorkloadIdentity, service));

        var request = Assert.Single(service.Received);
        Assert.Equal("POST https://adb-1.2.azuredatabricks.net/oidc/v1/token", request.Line);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
                ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
                ["subject_token"] = CanaryJwt,
                ["scope"] = "all-apis",
                ["client_id"] = "client-1",
            },
            request.Form);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Fact]
    public async Task GetToken_AccountWideFederation_NamesNoClient()
    {
        using var service = new StubTokenService(StubTokenService.Token("t1"));
        using var source = new WorkloadIdentityTokenSource(TestWorkspace.Host, null, _ => Task.FromResult(new Secret(CanaryJwt)), time, service);
        await source.GetTokenAsync(Cancellation);

        Assert.DoesNotContain("client_id", Assert.Single(service.Received).Form.Keys);
    }

    [Fact]
    public async Task GetToken_WorkloadIdentity_ReadsTheSubjectTokenAnewAtEachExchange()
    {
        var reads = 0;
        using var service = new StubTokenService(StubTokenService.Token("t1"), StubTokenService.Token("t2"));
        using var source = new WorkloadIdentityTokenSource(
            TestWorkspace.Host, "c", _ => Task.FromResult(new Secret($"subject-{++reads}")), time, service);
        await source.GetTokenAsync(Cancellation);
        time.Advance(TimeSpan.FromHours(1));
        await source.GetTokenAsync(Cancellation);

        Assert.Equal(["subject-1", "subject-2"], service.Received.Select(request => request.Form["subject_token"]));
    }

    [Fact]
    public async Task GetToken_AzureClientSecret_AsksEntraForTheDatabricksResource()
    {
        using var service = new StubTokenService(Reply.Ok("""{"access_token":"t1","expires_in":"3599","expires_on":"1772370000","ext_expires_in":"3599"}"""));
        await TokenOf(Source(SourceKind.AzureClientSecret, service));

        var request = Assert.Single(service.Received);
        Assert.Equal("POST https://login.microsoftonline.com/tenant-1/oauth2/token", request.Line);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "client-1",
                ["client_secret"] = CanarySecret,
                ["resource"] = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d",
            },
            request.Form);
    }

    [Theory]
    [InlineData("https://adb-1.2.azuredatabricks.net", "https://login.microsoftonline.com/", "https://management.core.windows.net/")]
    [InlineData("https://adb-1.2.databricks.azure.us", "https://login.microsoftonline.us/", "https://management.core.usgovcloudapi.net/")]
    [InlineData("https://adb-1.2.databricks.azure.cn", "https://login.chinacloudapi.cn/", "https://management.core.chinacloudapi.cn/")]
    [InlineData("https://adb-1.2.DATABRICKS.AZURE.US.", "https://login.microsoftonline.us/", "https://management.core.usgovcloudapi.net/")]
    [InlineData("https://databricks.azure.us.example.com", "https://login.microsoftonline.com/", "https://management.core.windows.net/")]
    public void Of_AHost_GivesItsCloud(string text, string authority, string management)
    {
        Assert.True(WorkspaceHost.TryParse(text, false, out var host, out _));
        Assert.Equal((authority, management), (AzureEnvironment.Of(host).Authority.ToString(), AzureEnvironment.Of(host).ManagementResource.ToString()));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("client 1", "&client_id=client%201")]
    public async Task GetToken_ManagedIdentity_AsksTheMetadataService(string? clientId, string identity)
    {
        using var service = new StubTokenService(StubTokenService.Token("t1"));
        using var source = new AzureManagedIdentityTokenSource(clientId, time, service);
        await source.GetTokenAsync(Cancellation);

        var request = Assert.Single(service.Received);
        Assert.Equal(
            $"GET http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=2ff814a6-3304-4ab8-85cb-cd0e6f879c1d{identity}",
            new Uri(request.Line[4..]).AbsoluteUri is var sent ? $"GET {sent}" : "");
        Assert.Equal("true", request.Headers["Metadata"]);
    }

    [Fact]
    public void DirectHandler_OfTheMetadataService_NeitherFollowsRedirectsNorUsesAProxy()
    {
        using var handler = AzureManagedIdentityTokenSource.DirectHandler();
        Assert.Equal((false, false), (handler.AllowAutoRedirect, handler.UseProxy));
    }

    [Theory]
    [InlineData("\"expires_on\":\"{0}\"")]
    [InlineData("\"expires_on\":{0}")]
    [InlineData("\"expires_in\":\"86400\",\"expires_on\":\"{0}\"")]
    public async Task GetToken_ExpiryAsAPointInTime_IsKeptTo(string expiry)
    {
        var inTenMinutes = time.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds();
        var first = $$"""{"access_token":"t1",{{string.Format(null, expiry, inTenMinutes)}}}""";
        using var service = new StubTokenService(Reply.Ok(first), StubTokenService.Token("t2"));
        using var source = Source(SourceKind.AzureManagedIdentity, service);

        Assert.Equal("t1", await TokenOf(source));
        time.Advance(TimeSpan.FromSeconds(600 - 41));
        Assert.Equal("t1", await TokenOf(source));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("t2", await TokenOf(source));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task GetToken_ManyCallersAtOnce_CauseOneExchangeUntilFortySecondsBeforeExpiry(SourceKind kind)
    {
        var first = new TaskCompletionSource<HttpResponseMessage>();
        using var service = new StubTokenService((call, _) => call == 0 ? first.Task : Task.FromResult(StubTokenService.Token("t2").ToResponse()));
        using var source = Source(kind, service);
        var callers = Enumerable.Range(0, 50).Select(_ => TokenOf(source)).ToList();
        first.SetResult(StubTokenService.Token("t1", seconds: 70).ToResponse());

        Assert.All(await Task.WhenAll(callers), token => Assert.Equal("t1", token));
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("t1", await TokenOf(source));
        Assert.Single(service.Received);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("t2", await TokenOf(source));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task GetToken_CloseToExpiry_AnswersAtOnceAndRenewsInTheBackground(SourceKind kind)
    {
        var renewal = new TaskCompletionSource();
        using var service = new StubTokenService((call, _) =>
        {
            if (call == 1)
            {
                renewal.SetResult();
            }

            return Task.FromResult(StubTokenService.Token($"t{call + 1}").ToResponse());
        });
        using var source = Source(kind, service);
        await TokenOf(source);
        time.Advance(TimeSpan.FromMinutes(39));
        await TokenOf(source);
        Assert.Single(service.Received);
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("t1", await TokenOf(source));
        await renewal.Task.WaitAsync(Cancellation);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task GetToken_Refused_SaysWhatToDoOncePerMomentAndShowsNoSecret(SourceKind kind)
    {
        var echo = $$"""{"error":"invalid_client","error_description":"{{CanarySecret}} {{CanaryJwt}}","error_codes":[7000215]}""";
        using var service = new StubTokenService(new Reply(401, echo));
        using var source = Source(kind, service);
        for (var caller = 0; caller < 20; caller++)
        {
            var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
            Assert.Equal((DatabricksErrorKind.Unauthenticated, "invalid_client"), (failure.Kind, failure.Error.ErrorCode));
            Assert.EndsWith($": 401 invalid_client no token: {Advice(kind)} (AADSTS7000215)", failure.Message, StringComparison.Ordinal);
            AssertNoCanary(failure);
        }

        Assert.Single(service.Received);
        time.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
        Assert.Equal(2, service.Received.Count);
    }

    [Theory]
    [InlineData(302, "https://adb-1.2.azuredatabricks.net/login.html?error=private-link-validation-error:1", "", "private link")]
    [InlineData(200, null, "<html><script>location='/login.html?error=private-link-validation-error'</script></html>", "private link")]
    [InlineData(403, null, """{"error_code":"PERMISSION_DENIED","message":"Source IP address: 10.1.2.3 is blocked by Databricks IP ACL for workspace: 1"}""", "10.1.2.3 is blocked")]
    [InlineData(403, null, "Unauthorized network access to workspace: 1", "Unauthorized network access")]
    public async Task GetToken_RefusedForWhereItIsAskedFrom_SaysWhatWasSaidAndDoesNotBlameTheSecret(int status, string? location, string body, string expected)
    {
        var reply = new Reply(status, body);
        using var service = new StubTokenService(location is null ? reply : reply.With("Location", location));
        using var source = Source(SourceKind.ClientCredentials, service);

        var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));

        Assert.Equal(DatabricksErrorKind.PermissionDenied, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Single(service.Received);
    }

    [Theory]
    [InlineData(SourceKind.ClientCredentials)]
    [InlineData(SourceKind.WorkloadIdentity)]
    [InlineData(SourceKind.AzureClientSecret)]
    public async Task GetToken_RefusalThatRepeatsWhatWasSent_IsNotShown(SourceKind kind)
    {
        using var service = new StubTokenService(new Reply(403, $$"""{"error_code":"PERMISSION_DENIED","message":"no {{CanarySecret}} {{CanaryJwt}}"}"""));
        using var source = Source(kind, service);

        AssertNoCanary(await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task GetToken_UnreadableAnswer_ShowsNothingOfIt(SourceKind kind)
    {
        using var service = new StubTokenService(Reply.Ok($"{CanarySecret} {CanaryJwt}"));
        using var source = Source(kind, service);
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
        Assert.Equal(DatabricksErrorKind.Transient, failure.Kind);
        AssertNoCanary(failure);
        Assert.Single(service.Received);
    }

    [Fact]
    public async Task GetToken_SubjectTokenNotToBeHad_IsADatabricksExceptionWithoutItsMessage()
    {
        using var service = new StubTokenService(StubTokenService.Token("t1"));
        using var source = new WorkloadIdentityTokenSource(
            TestWorkspace.Host, "c", _ => throw new InvalidOperationException(CanarySecret), time, service);
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
        Assert.Equal("oidc/v1/token: the service account's token could not be had: InvalidOperationException", failure.Message);
        AssertNoCanary(failure);
        Assert.Empty(service.Received);
    }

    [Theory]
    [InlineData("not-a-jwt")]
    [InlineData("a.b.c")]
    [InlineData("a.W10.c")]
    public async Task GetToken_SubjectTokenOfNoKnownForm_IsToldWithoutShowingIt(string subject)
    {
        using var service = new StubTokenService(new Reply(400, """{"error":"invalid_grant"}"""));
        using var source = new WorkloadIdentityTokenSource(TestWorkspace.Host, "c", _ => Task.FromResult(new Secret(subject)), time, service);
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => TokenOf(source));
        Assert.EndsWith("federation policy for it, but it is not a JSON web token", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(subject, failure.Message, StringComparison.Ordinal);
    }

    private static void AssertNoCanary(DatabricksException failure)
    {
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(CanaryJwt.Split('.')[2], failure.ToString(), StringComparison.Ordinal);
    }

    private static string Advice(SourceKind kind) => kind switch
    {
        SourceKind.ClientCredentials =>
            "the workspace does not take this client id and secret: one is wrong, or the secret was revoked or has expired",
        SourceKind.WorkloadIdentity =>
            "the workspace does not take the service account's token: the service principal needs a federation policy for "
            + """issuer https://issuer.example, audience ["databricks"], subject system:serviceaccount:dbx:operator""",
        SourceKind.AzureClientSecret =>
            "Entra ID does not take this tenant, client id and secret: one is wrong, or the secret was deleted or has expired",
        _ => "this machine has no managed identity of this client id",
    };

    private static async Task<string> TokenOf(ITokenSource source) => (await source.GetTokenAsync(Cancellation)).Reveal();

    private DisposableSource Source(SourceKind kind, HttpMessageHandler handler) => new(kind switch
    {
        SourceKind.ClientCredentials => new OAuthM2MTokenSource(TestWorkspace.Host, "client-1", new Secret(CanarySecret), time, handler),
        SourceKind.WorkloadIdentity => new WorkloadIdentityTokenSource(
            TestWorkspace.Host, "client-1", _ => Task.FromResult(new Secret(CanaryJwt)), time, handler),
        SourceKind.AzureClientSecret => new AzureClientSecretTokenSource(
            AzureEnvironment.Of(TestWorkspace.Host), "tenant-1", "client-1", new Secret(CanarySecret), time, handler),
        _ => new AzureManagedIdentityTokenSource("client-1", time, handler),
    });

    /// <summary>Any source, with the end of its life in sight of the compiler.</summary>
    private sealed class DisposableSource(ITokenSource inner) : ITokenSource, IDisposable
    {
        public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => inner.GetTokenAsync(cancellationToken);

        public bool Invalidate(Secret token) => inner.Invalidate(token);

        public void Dispose() => ((IDisposable)inner).Dispose();
    }
}
