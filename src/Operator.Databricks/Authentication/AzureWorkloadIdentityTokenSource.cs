using Operator.Databricks.Http;

namespace Operator.Databricks.Authentication;

/// <summary>
/// An application of Entra ID that trusts a Kubernetes service account: the projected token is its credential in place of a secret (behavior §7.2).
/// </summary>
public sealed class AzureWorkloadIdentityTokenSource : ITokenSource, IDisposable
{
    /// <summary>As messages about it begin.</summary>
    public const string Operation = "entra oauth2/v2.0/token";

    private readonly TokenEndpoint endpoint;
    private readonly CachedToken cache;
    private readonly string clientId;
    private readonly Func<CancellationToken, Task<Secret>> assertion;

    /// <param name="authority">Where Entra ID gives tokens; with a slash at its end.</param>
    /// <param name="tenantId">The directory's id, or one of its domain names.</param>
    /// <param name="clientId">The application's id.</param>
    /// <param name="assertion">Gives the service account's token, as that of <see cref="WorkloadIdentityTokenSource"/> does.</param>
    /// <param name="time">The clock that tokens expire by.</param>
    /// <param name="handler">The way to Entra ID; null for an own one. Disposed with the source.</param>
    public AzureWorkloadIdentityTokenSource(
        Uri authority, string tenantId, string clientId, Func<CancellationToken, Task<Secret>> assertion, TimeProvider time, HttpMessageHandler? handler = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenantId);
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        this.clientId = clientId;
        this.assertion = assertion;
        // Escaped: a tenant is one segment of the path, whatever it holds.
        var address = new Uri(authority, $"{Uri.EscapeDataString(tenantId)}/oauth2/v2.0/token");
        endpoint = new TokenEndpoint(Operation, address, handler ?? WorkspaceHttpHandler.Create(allowLoopback: authority.IsLoopback), time);
        cache = new CachedToken(cancellationToken => endpoint.ExchangeAsync(RequestAsync, cancellationToken), time);
    }

    public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => cache.GetAsync(cancellationToken);

    public bool Invalidate(Secret token) => cache.Invalidate(token);

    public void Dispose() => endpoint.Dispose();

    private async Task<TokenRequest> RequestAsync(CancellationToken cancellationToken)
    {
        var subject = await SubjectTokenFile.GuardedAsync(assertion, Operation, cancellationToken).ConfigureAwait(false);
        var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"),
            new("client_id", clientId),
            new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            new("client_assertion", subject.Reveal()),
            new("scope", $"{AzureEnvironment.DatabricksResource}/.default"),
        ]);
        var advice = "Entra ID does not take the service account's token for this tenant and client id: the application, or the user-assigned identity, needs "
            + $"a federated credential for {SubjectClaims.Describe(subject)}";
        return new TokenRequest(new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = form }, advice, subject.Reveal());
    }
}
