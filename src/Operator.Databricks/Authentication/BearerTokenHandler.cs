using System.Net.Http.Headers;
using Operator.Databricks.Errors;
using Operator.Databricks.Http;
using Operator.Databricks.Operations;

namespace Operator.Databricks.Authentication;

/// <summary>Adds the token to each attempt, and keeps a refused token from being tried by every object of the workspace (behavior §6.4).</summary>
internal sealed class BearerTokenHandler(ITokenSource tokens, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>How long a refused token is not tried again. Short: a refusal may be a hiccup, and a repaired credential should show at once.</summary>
    private static readonly TimeSpan RefusalMemory = TimeSpan.FromSeconds(10);

    private Refusal? lastRefusal;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Of the attempt before: a failure to get a token is no refusal of the last one.
        request.Options.Set(CallState.TokenRefused, null);
        var token = await tokens.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        if (lastRefusal is { } refusal && refusal.Token.Equals(token) && time.GetElapsedTime(refusal.At) < RefusalMemory)
        {
            // In the words of the refusal, so that of all objects each says why, and says the same whether it was sent or not.
            throw new DatabricksException(refusal.Error with { Operation = OperationSet.OperationOf(request).Name, RequestId = null });
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        // The reader of the response decides: an expired or revoked token is refused with 401, 403 or even 400, and only the text says so (behavior §7.2).
        request.Options.Set(CallState.TokenRefused, error => Refused(request, token, error));
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private void Refused(HttpRequestMessage request, Secret token, DatabricksError error)
    {
        var renewable = tokens.Invalidate(token);
        request.Options.Set(CallState.TokenRenewable, renewable);
        if (!renewable)
        {
            lastRefusal = new Refusal(token, time.GetTimestamp(), error);
        }
    }

    private sealed record Refusal(Secret Token, long At, DatabricksError Error);
}
