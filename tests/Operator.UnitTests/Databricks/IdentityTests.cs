using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
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
        using var authorityKey = RSA.Create(2048);
        using var authority = Authority(authorityKey);
        using var certificate = Leaf(authority);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = ServeAsync(listener, certificate);
        Assert.True(WorkspaceHost.TryParse($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}", allowInsecure: true, out var host, out _));
        using var client = WorkspaceClientFactory.Create(
            new WorkspaceClientOptions
            {
                Host = host,
                TokenSource = new StaticTokenSource(new Secret("t")),
                Timeouts = TestWorkspace.Patient with { MaxRetries = 0 },
                TrustedRoots = isTrusted ? [authority] : null,
            },
            TimeProvider.System);

        var call = client.Identity.MeAsync(Cancellation);

        if (isTrusted)
        {
            Assert.Equal("ada", (await call).UserName);
        }
        else
        {
            Assert.Equal(DatabricksErrorKind.Transient, (await Assert.ThrowsAsync<DatabricksException>(() => call)).Kind);
        }

        await server;
    }

    private static X509Certificate2 Authority(RSA key)
    {
        var request = new CertificateRequest("CN=private authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }

    private static X509Certificate2 Leaf(X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), [1, 2, 3]);
        return signed.CopyWithPrivateKey(key);
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var connection = await listener.AcceptTcpClientAsync(Cancellation);
        await using var stream = new SslStream(connection.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(certificate);
            var head = new StringBuilder();
            var buffer = new byte[4_096];
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var length = await stream.ReadAsync(buffer, Cancellation);
                if (length == 0)
                {
                    return;
                }

                head.Append(Encoding.ASCII.GetString(buffer, 0, length));
            }

            await stream.WriteAsync(
                Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"userName\":\"ada\"}"), Cancellation);
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client does not trust us and hangs up.
        }
    }
}
