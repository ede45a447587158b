using Operator.Databricks.Http;

namespace Operator.Databricks.Authentication;

/// <summary>
/// Federation of a Kubernetes service account: its projected token is exchanged for one of the workspace, and no secret is kept anywhere (behavior §7.3).
/// </summary>
public sealed class WorkloadIdentityTokenSource : ITokenSource, IDisposable
{
    /// <summary>As messages about it begin.</summary>
    public const string Operation = WorkspaceTokens.Operation;

    private readonly TokenEndpoint endpoint;
    private readonly CachedToken cache;
    private readonly string? clientId;
    private readonly Func<CancellationToken, Task<Secret>> subjectToken;

    /// <param name="host">The workspace.</param>
    /// <param name="clientId">The application id of the service principal that holds the federation policy; null for account-wide federation.</param>
    /// <param name="subjectToken">
    /// Gives the service account's token, anew at each exchange: it lives shorter than this source. Fails with a
    /// <see cref="Errors.DatabricksException"/>; whatever else it throws becomes one, without its message. See <see cref="SubjectTokenFile"/>.
    /// </param>
    /// <param name="time">The clock that tokens expire by.</param>
    /// <param name="handler">The way to the host; null for an own one. Disposed with the source.</param>
    public WorkloadIdentityTokenSource(
        WorkspaceHost host, string? clientId, Func<CancellationToken, Task<Secret>> subjectToken, TimeProvider time, HttpMessageHandler? handler = null)
    {
        if (clientId is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(clientId);
        }

        this.clientId = clientId;
        this.subjectToken = subjectToken;
        var transport = handler ?? WorkspaceHttpHandler.Create(allowLoopback: host.AllowsThisMachine);
        endpoint = new TokenEndpoint(Operation, WorkspaceTokens.Address(host), transport, time);
        cache = new CachedToken(cancellationToken => endpoint.ExchangeAsync(RequestAsync, cancellationToken), time);
    }

    public ValueTask<Secret> GetTokenAsync(CancellationToken cancellationToken) => cache.GetAsync(cancellationToken);

    public bool Invalidate(Secret token) => cache.Invalidate(token);

    public void Dispose() => endpoint.Dispose();

    private async Task<TokenRequest> RequestAsync(CancellationToken cancellationToken)
    {
        var subject = await SubjectTokenFile.GuardedAsync(subjectToken, Operation, cancellationToken).ConfigureAwait(false);
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            new("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
            new("subject_token", subject.Reveal()),
            new("scope", WorkspaceTokens.Scope),
        };
        if (clientId is not null)
        {
            form.Add(new("client_id", clientId));
        }

        var claims = SubjectClaims.Describe(subject);
        var advice = $"the workspace does not take the service account's token: the service principal needs a federation policy for {claims}";
        return new TokenRequest(new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = new FormUrlEncodedContent(form) }, advice, subject.Reveal());
    }
}
