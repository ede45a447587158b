using System.Net.Http.Headers;
using System.Text;
using Operator.Databricks.Http;

namespace Operator.Databricks.Authentication;

/// <summary>A service principal with a client secret: client credentials at the workspace's own token endpoint (behavior §7.2).</summary>
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
        var transport = handler ?? WorkspaceHttpHandler.Create(allowLoopback: host.AllowsThisMachine);
        endpoint = new TokenEndpoint(WorkspaceTokens.Operation, WorkspaceTokens.Address(host), transport, time);
        cache = new CachedToken(cancellationToken => endpoint.ExchangeAsync(_ => Task.FromResult(Request()), cancellationToken), time);
    }

    public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => cache.GetAsync(cancellationToken);

    public bool Invalidate(Secret token) => cache.Invalidate(token);

    public void Dispose() => endpoint.Dispose();

    private TokenRequest Request()
    {
        var message = new HttpRequestMessage(HttpMethod.Post, (Uri?)null)
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", WorkspaceTokens.Scope)]),
        };
        message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Credentials());
        return new TokenRequest(
            message,
            "the workspace does not take this client id and secret: one is wrong, or the secret was revoked or has expired",
            clientSecret.Reveal(),
            Uri.EscapeDataString(clientSecret.Reveal()),
            Credentials());
    }

    /// <summary>RFC 6749 §2.3.1: both parts are form-encoded before they are joined, so that a colon stays what it is.</summary>
    private string Credentials() => Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(clientSecret.Reveal())}"));
}

/// <summary>What the grants of a workspace's own token endpoint have in common (behavior §7.1).</summary>
internal static class WorkspaceTokens
{
    public const string Operation = "oidc/v1/token";
    public const string Scope = "all-apis";

    public static Uri Address(WorkspaceHost host) => new(host.Address, Operation);
}
