using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>The question every credential may ask: who am I?</summary>
public sealed class IdentityTests
{
    private const string Route = "GET /api/2.0/preview/scim/v2/Me";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Me_AnsweredInScim_IsRead()
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(
            Route, Reply.Ok("""{"schemas":["urn"],"id":"7","userName":"ada@example.com","displayName":"Ada","active":true,"groups":[{"display":"admins"}]}"""));

        var user = await workspace.RunAsync(client => client.Identity.MeAsync(Cancellation));

        Assert.Equal(("7", "ada@example.com", "Ada", true), (user.Id, user.UserName, user.DisplayName, user.Active));
    }

    [Theory]
    [InlineData(401, DatabricksErrorKind.Unauthenticated)]
    [InlineData(403, DatabricksErrorKind.PermissionDenied)]
    public async Task Me_RefusedInScim_IsClassifiedInItsWords(int status, DatabricksErrorKind kind)
    {
        using var workspace = new TestWorkspace();
        workspace.Stub.On(Route, new Reply(status, """{"schemas":["urn"],"detail":"Not here","status":"403","scimType":"sensitive"}"""));

        var error = await workspace.FailAsync(client => client.Identity.MeAsync(Cancellation));

        Assert.Equal((kind, "sensitive", "Not here"), (error.Kind, error.ErrorCode, error.Message));
    }

    [Theory]
    [InlineData(401, "401", "no", 1)]
    [InlineData(403, "403", "Invalid access token.", 1)]
    [InlineData(403, "PERMISSION_DENIED", "not yours", 0)]
    [InlineData(400, "INVALID_PARAMETER_VALUE", "what?", 0)]
    public async Task Call_Refused_TellsWhoWatchesTheCredentialOnlyIfItIsAboutThat(int status, string code, string message, int expected)
    {
        var refusals = 0;
        using var stub = new StubWorkspace(new SteppedTime());
        stub.On(Route, Reply.Error(status, code, message));
        var options = new WorkspaceClientOptions
        {
            Host = TestWorkspace.Host,
            TokenSource = new StaticTokenSource(new Secret("t")),
            CredentialRefused = () =>
            refusals++
        };
        using var client = WorkspaceClientFactory.Create(options, TimeProvider.System, stub);

        await Assert.ThrowsAsync<DatabricksException>(() => client.Identity.MeAsync(Cancellation));

        Assert.Equal(expected, refusals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Me_HostWithACertificateOfAPrivateAuthority_IsTrustedWithThatAuthorityOnly(bool isTrusted)
    {
        using var authority = new PrivateAuthority();
        using var server = new TlsWorkspace(authority.Issue("localhost"));
        using var client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions
            {
                Host = server.Host,
                TokenSource = new StaticTokenSource(new Secret("t")),
                Timeouts = TestWorkspace.Patient with { MaxRetries = 0 },
                TrustedRoots = isTrusted ? new TrustedRoots([authority.Certificate]) : null,
            },
            TimeProvider.System);

        var answered = server.AnswerAsync();
        var call = client.Identity.MeAsync(Cancellation);

        if (isTrusted)
        {
            Assert.Equal("ada", (await call).UserName);
        }
        else
        {
            Assert.Equal(DatabricksErrorKind.Transient, (await Assert.ThrowsAsync<DatabricksException>(() => call)).Kind);
        }

        await answered;
    }
}
