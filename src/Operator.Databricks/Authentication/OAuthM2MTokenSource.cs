using System.Net.Http.Headers;
using System.Text;
using Operator.Databricks.Http;

namespace Operator.Databricks.Authentication;

/// <summary>A service principal with a client secret: client credentials at the workspace's own token endpoint (F§7.2).</summary>
public sealed class OAuthM2MTokenSource : ITokenSource, IDisposable
{
    private readonly TokenEndpoint endpoint;
    private readonly CachedToken cache;
    private readonly string clientId;
    private readonly Secret clientSecret;

    /// <param name="host">The workspace.</param>
    /// <param name="clientId">The application id of the service principal.</param>
    /// <param name="clientSecret">Its OAuth secret.</param>
    /// <param name="time">The clock that tokens expire by.</param>
    /// <param name="handler">The way to the host; null for an own one. Disposed with the source.</param>
    public OAuthM2MTokenSource(WorkspaceHost host, string clientId, Secret clientSecret, TimeProvider time, HttpMessageHandler? handler = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        endpoint = new TokenEndpoint(host, handler ?? WorkspaceHttpHandler.Create(), time);
        cache = new CachedToken(ExchangeAsync, time);
    }

    public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => cache.GetAsync(cancellationToken);

    public bool Invalidate(Secret token) => cache.Invalidate(token);

    public void Dispose() => endpoint.Dispose();

    private async Task<AccessToken> ExchangeAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null);
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Credentials());
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "all-apis")]);
        return await endpoint.ExchangeAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>RFC 6749 §2.3.1: both parts are form-encoded before they are joined, so that a colon stays what it is.</summary>
    private string Credentials() => Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(clientSecret.Reveal())}"));
}
