using Operator.Databricks.Http;

namespace Operator.Databricks.Authentication;

/// <summary>An application of Entra ID with a client secret (behavior §7.2).</summary>
/// <remarks>
/// Asks the v1 endpoint with <c>resource=</c>, as every Databricks tool does: for it alone the facts are known in all three clouds. Who the
/// token stands for must be a user of the workspace already; the management token for others is not sent.
/// </remarks>
public sealed class AzureClientSecretTokenSource : ITokenSource, IDisposable
{
    private readonly TokenEndpoint endpoint;
    private readonly CachedToken cache;
    private readonly string clientId;
    private readonly Secret clientSecret;

    /// <param name="azure">The cloud; see <see cref="AzureEnvironment.Of"/>.</param>
    /// <param name="tenantId">The directory's id, or one of its domain names.</param>
    /// <param name="clientId">The application's id.</param>
    /// <param name="clientSecret">The secret's value (not its id).</param>
    /// <param name="time">The clock that tokens expire by.</param>
    /// <param name="handler">The way to Entra ID; null for an own one. Disposed with the source.</param>
    public AzureClientSecretTokenSource(
        AzureEnvironment azure, string tenantId, string clientId, Secret clientSecret, TimeProvider time, HttpMessageHandler? handler = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenantId);
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        // Escaped: a tenant is one segment of the path, whatever it holds.
        var address = new Uri(azure.Authority, $"{Uri.EscapeDataString(tenantId)}/oauth2/token");
        endpoint = new TokenEndpoint("entra oauth2/token", address, handler ?? WorkspaceHttpHandler.Create(allowLoopback: azure.Authority.IsLoopback), time);
        cache = new CachedToken(cancellationToken => endpoint.ExchangeAsync(_ => Task.FromResult(Request()), cancellationToken), time);
    }

    public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => cache.GetAsync(cancellationToken);

    public bool Invalidate(Secret token) => cache.Invalidate(token);

    public void Dispose() => endpoint.Dispose();

    private TokenRequest Request()
    {
        var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"),
            new("client_id", clientId),
            new("client_secret", clientSecret.Reveal()),
            new("resource", AzureEnvironment.DatabricksResource),
        ]);
        return new TokenRequest(
            new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = form },
            "Entra ID does not take this tenant, client id and secret: one is wrong, or the secret was deleted or has expired",
            clientSecret.Reveal(),
            Uri.EscapeDataString(clientSecret.Reveal()));
    }
}
