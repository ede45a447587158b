using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;

namespace Operator.UnitTests.Databricks;

/// <summary>Token sources of every kind, with secrets that must not be seen again.</summary>
internal static class TokenSources
{
    public const string CanarySecret = "canary-of-a-secret/+=&";

    // {"iss":"https://issuer.example","aud":["databricks"],"sub":"system:serviceaccount:dbx:operator"}
    public const string CanaryJwt =
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwiYXVkIjpbImRhdGFicmlja3MiXSwic3ViIjoic3lzdGVtOnNlcnZpY2VhY2NvdW50OmRieDpvcGVyYXRvciJ9."
        + "Y2FuYXJ5";

    public static void AssertNoCanary(DatabricksException failure)
    {
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(CanaryJwt.Split('.')[2], failure.ToString(), StringComparison.Ordinal);
    }

    public static async Task<string> TokenOf(ITokenSource source) => (await source.GetTokenAsync(TestContext.Current.CancellationToken)).Reveal();

    public static DisposableSource Source(SourceKind kind, HttpMessageHandler handler, TimeProvider time) => new(kind switch
    {
        SourceKind.ClientCredentials => new OAuthM2MTokenSource(TestWorkspace.Host, "client-1", new Secret(CanarySecret), time, handler),
        SourceKind.WorkloadIdentity => new WorkloadIdentityTokenSource(
            TestWorkspace.Host, "client-1", _ => Task.FromResult(new Secret(CanaryJwt)), time, handler),
        SourceKind.AzureClientSecret => new AzureClientSecretTokenSource(
            AzureEnvironment.Of(TestWorkspace.Host), "tenant-1", "client-1", new Secret(CanarySecret), time, handler),
        SourceKind.AzureWorkloadIdentity => new AzureWorkloadIdentityTokenSource(
            AzureEnvironment.Of(TestWorkspace.Host).Authority, "tenant-1", "client-1", _ => Task.FromResult(new Secret(CanaryJwt)), time, handler),
        _ => new AzureManagedIdentityTokenSource("client-1", time, handler),
    });

    /// <summary>Any source, with the end of its life in sight of the compiler.</summary>
    internal sealed class DisposableSource(ITokenSource inner) : ITokenSource, IDisposable
    {
        public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => inner.GetTokenAsync(cancellationToken);

        public bool Invalidate(Secret token) => inner.Invalidate(token);

        public void Dispose() => ((IDisposable)inner).Dispose();
    }
}
