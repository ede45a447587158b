using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;

namespace Operator.UnitTests.Databricks;

/// <summary>Authorities that come and go under a living client.</summary>
public sealed class TrustedRootsTests : IDisposable
{
    private readonly PrivateAuthority authority = new();
    private readonly PrivateAuthority other = new("another authority");

    public void Dispose()
    {
        authority.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task Call_AfterTheAuthorityWasAdded_IsTrustedByTheSameClientAndNoLongerWhenItIsReplaced()
    {
        using var server = new TlsWorkspace(authority.Issue("localhost"));
        TrustedRoots roots = new(null);
        using var client = Client(server, roots);
        Assert.Contains("RemoteCertificateChainErrors", (await FailureAsync(server, client)).Message, StringComparison.Ordinal);

        roots.Add([authority.Certificate]);
        Assert.Equal("ada", await UserAsync(server, client));

        roots.Add([other.Certificate]);
        Assert.Contains("RemoteCertificateChainErrors", (await FailureAsync(server, client)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithAnAddedAuthorityBesideThoseInPlaceOfTheSystems_TrustsBoth()
    {
        TrustedRoots roots = new([other.Certificate]);
        roots.Add([authority.Certificate]);
        foreach (var issuer in new[] { authority, other })
        {
            using var server = new TlsWorkspace(issuer.Issue("localhost"));
            using var client = Client(server, roots);

            Assert.Equal("ada", await UserAsync(server, client));
        }
    }

    /// <summary>An authority that is trusted says who a host is: it does not make another host this one.</summary>
    [Fact]
    public async Task Call_ToAHostWhoseCertificateIsForAnother_IsRefusedWhoeverIssuedIt()
    {
        using var server = new TlsWorkspace(authority.Issue("workspace.example.com"));
        TrustedRoots roots = new(null);
        roots.Add([authority.Certificate]);
        using var client = Client(server, roots);

        Assert.Contains("RemoteCertificateNameMismatch", (await FailureAsync(server, client)).Message, StringComparison.Ordinal);
    }

    private static WorkspaceClient Client(TlsWorkspace server, TrustedRoots roots) => WorkspaceClientFactory.Create(
        new WorkspaceClientOptions
        {
            Host = server.Host,
            TokenSource = new StaticTokenSource(new Secret("t")),
            Timeouts = TestWorkspace.Patient with { MaxRetries = 0 },
            TrustedRoots = roots,
        },
        TimeProvider.System);

    private static async Task<string?> UserAsync(TlsWorkspace server, WorkspaceClient client)
    {
        var answered = server.AnswerAsync();
        var user = await client.Identity.MeAsync(TestContext.Current.CancellationToken);
        await answered;
        return user.UserName;
    }

    private static async Task<DatabricksException> FailureAsync(TlsWorkspace server, WorkspaceClient client)
    {
        var answered = server.AnswerAsync();
        var failure = await Assert.ThrowsAsync<DatabricksException>(() => client.Identity.MeAsync(TestContext.Current.CancellationToken));
        await answered;
        return failure;
    }
}
