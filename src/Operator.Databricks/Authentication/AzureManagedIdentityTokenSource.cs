namespace Operator.Databricks.Authentication;

/// <summary>The managed identity of the Azure machine the operator runs on, asked of the machine's metadata service (behavior §7.2).</summary>
public sealed class AzureManagedIdentityTokenSource : ITokenSource, IDisposable
{
    /// <summary>Also of the connection: on a machine without the service, packets to it are dropped without an answer.</summary>
    private static readonly TimeSpan AttemptBound = TimeSpan.FromSeconds(10);

    private static readonly Uri MetadataService = new("http://169.254.169.254/metadata/identity/oauth2/token");

    private readonly TokenEndpoint endpoint;
    private readonly CachedToken cache;
    private readonly bool isUserAssigned;

    /// <param name="clientId">Of a user-assigned identity; null for the machine's own.</param>
    /// <param name="time">The clock that tokens expire by.</param>
    /// <param name="handler">The way to the service; null for an own one. Disposed with the source.</param>
    /// <param name="endpoint">
    /// Instead of the link-local address, which only this source may use: as a workspace it is refused. Never from what a user of the cluster wrote.
    /// </param>
    public AzureManagedIdentityTokenSource(string? clientId, TimeProvider time, HttpMessageHandler? handler = null, Uri? endpoint = null)
    {
        var identity = string.IsNullOrEmpty(clientId) ? "" : $"&client_id={Uri.EscapeDataString(clientId)}";
        isUserAssigned = identity.Length > 0;
        var address = new UriBuilder(endpoint ?? MetadataService)
        {
            Query = $"api-version=2018-02-01&resource={AzureEnvironment.DatabricksResource}{identity}",
        };
        this.endpoint = new TokenEndpoint("metadata/identity/oauth2/token", address.Uri, handler ?? DirectHandler(), time)
        {
            Timeouts = new TokenTimeouts { Attempt = AttemptBound },
            // Gone and not found are answered for a while when the service is updated; an identity that does not exist is a 400.
            RetryableStatuses = [404, 410],
        };
        cache = new CachedToken(cancellationToken => this.endpoint.ExchangeAsync(_ => Task.FromResult(Request()), cancellationToken), time);
    }

    public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => cache.GetAsync(cancellationToken);

    public bool Invalidate(Secret token) => cache.Invalidate(token);

    public void Dispose() => endpoint.Dispose();

    /// <summary>No proxy and no redirect: what answers must be the machine's own service, and the token must not travel.</summary>
    internal static SocketsHttpHandler DirectHandler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = AttemptBound,
    };

    private TokenRequest Request()
    {
        var message = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
        // The service answers only who can set a header: a browser or a redirect can not (behavior §7.2).
        message.Headers.Add("Metadata", "true");
        var advice = isUserAssigned
            ? "this machine has no managed identity of this client id"
            : "this machine has no managed identity of its own, or several and no client id says which";
        return new TokenRequest(message, advice);
    }
}
