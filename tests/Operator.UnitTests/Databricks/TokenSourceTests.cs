using Microsoft.Extensions.Time.Testing;
using Operator.Databricks.Authentication;
using Operator.Databricks.Http;
using static Operator.UnitTests.Databricks.TokenSources;

namespace Operator.UnitTests.Databricks;

public sealed class TokenSourceTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<SourceKind> Kinds => [.. Enum.GetValues<SourceKind>()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetToken_WorkloadIdentity_ExchangesTheServiceAccountsToken()
    {
        using var service = new StubTokenService(StubTokenService.Token("t1"));
        await TokenOf(Source(SourceKind.WorkloadIdentity, service, time));

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
        await TokenOf(Source(SourceKind.AzureClientSecret, service, time));

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

    [Fact]
    public async Task GetToken_AzureWorkloadIdentity_PresentsTheServiceAccountsTokenInPlaceOfASecret()
    {
        using var service = new StubTokenService(StubTokenService.Token("t1"));
        await TokenOf(Source(SourceKind.AzureWorkloadIdentity, service, time));

        var request = Assert.Single(service.Received);
        Assert.Equal("POST https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token", request.Line);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "client-1",
                ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ["client_assertion"] = CanaryJwt,
                ["scope"] = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default",
            },
            request.Form);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Fact]
    public async Task GetToken_AzureWorkloadIdentity_ReadsTheServiceAccountsTokenAnewAtEachExchange()
    {
        var reads = 0;
        using var service = new StubTokenService(StubTokenService.Token("t1"), StubTokenService.Token("t2"));
        using var source = new AzureWorkloadIdentityTokenSource(
            AzureEnvironment.Public.Authority, "a b/c", "c", _ => Task.FromResult(new Secret($"subject-{++reads}")), time, service);
        await source.GetTokenAsync(Cancellation);
        time.Advance(TimeSpan.FromHours(1));
        await source.GetTokenAsync(Cancellation);

        Assert.Equal(["subject-1", "subject-2"], service.Received.Select(request => request.Form["client_assertion"]));
        Assert.All(service.Received, request => Assert.Contains("login.microsoftonline.com/a%20b%2Fc/oauth2", new Uri(request.Line[5..]).AbsoluteUri));
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
        using var source = Source(SourceKind.AzureManagedIdentity, service, time);

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
        using var source = Source(kind, service, time);
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
        using var source = Source(kind, service, time);
        await TokenOf(source);
        time.Advance(TimeSpan.FromMinutes(39));
        await TokenOf(source);
        Assert.Single(service.Received);
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("t1", await TokenOf(source));
        await renewal.Task.WaitAsync(Cancellation);
    }
}
