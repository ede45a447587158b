using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Identities;

/// <summary>The workspace's own token endpoint, and the documents that lead to it (behavior §7.1–7.3).</summary>
internal sealed class TokenOperations(
    ServicePrincipals principals, AccessTokens tokens, OAuthOptions options, Cloud cloud, Func<long> organizationId, TimeProvider time) : IOperationFamily
{
    private const string TokenPath = "/oidc/v1/token";
    private const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string JsonWebTokenType = "urn:ietf:params:oauth:token-type:jwt";

    public IEnumerable<ApiOperation> Operations =>
    [
        new("oidc/token", HttpMethods.Post, [TokenPath], false, Token) { IsOpen = true },
        new("oidc/discovery", HttpMethods.Get, ["/oidc/.well-known/oauth-authorization-server"], false, Discover) { IsOpen = true },
        new("oidc/host-config", HttpMethods.Get, ["/.well-known/databricks-config"], false, DescribeHost) { IsOpen = true },
    ];

    private ApiResponse Token(ApiRequest request) => request.Body.Text("scope") is { } scope && scope != "all-apis"
        ? OAuthAnswer.Refusal(400, "invalid_scope", $"Scope '{scope}' is not known.")
        : request.Body.Text("grant_type") switch
        {
            "client_credentials" => FromSecret(request),
            Exchange => FromForeignToken(request),
            null => OAuthAnswer.Refusal(400, "invalid_request", "Missing parameter: grant_type"),
            _ => OAuthAnswer.Refusal(400, "unsupported_grant_type", "The grant type is not supported."),
        };

    private ApiResponse FromSecret(ApiRequest request)
    {
        var (id, secret) = Credentials(request);
        return principals.Find(id) is { } principal && secret is not null && principal.Secrets.Contains(secret)
            ? Issue(principal)
            : OAuthAnswer.Refusal(401, "invalid_client", "Client authentication failed");
    }

    private ApiResponse FromForeignToken(ApiRequest request)
    {
        if (request.Body.Text("subject_token_type") != JsonWebTokenType || request.Body.Text("subject_token") is not { Length: > 0 } text)
        {
            return OAuthAnswer.Refusal(400, "invalid_request", $"A subject_token of subject_token_type {JsonWebTokenType} is needed.");
        }

        if (JsonWebToken.Parse(text) is not { } token)
        {
            return OAuthAnswer.Refusal(400, "invalid_grant", "The subject token is not a JSON web token.");
        }

        // Account-wide federation names no client: any policy that fits decides who it is.
        var id = request.Body.Text("client_id");
        var candidates = id is null ? principals.All : principals.Find(id) is { } named ? [named] : [];
        var problem = "no federation policy is there to match";
        foreach (var (principal, policy) in candidates.SelectMany(principal => principal.FederationPolicies.Select(policy => (principal, policy))))
        {
            problem = FederationCheck.Problem(token, policy, [options.AccountId, $"{Origin(request)}{TokenPath}"], time.GetUtcNow());
            if (problem is null)
            {
                return Issue(principal);
            }
        }

        return OAuthAnswer.Refusal(400, "invalid_grant", $"The subject token is not accepted: {problem}.");
    }

    private ApiResponse Issue(ServicePrincipal principal) => ApiResponse.Json(new JsonObject
    {
        ["access_token"] = tokens.Issue(principal.ApplicationId, options.TokenLifetime),
        ["scope"] = "all-apis",
        ["token_type"] = "Bearer",
        ["expires_in"] = (long)options.TokenLifetime.TotalSeconds,
    });

    /// <summary>From the Basic header, or else from the form (RFC 6749 §2.3.1).</summary>
    private static (string? Id, string? Secret) Credentials(ApiRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } parameter })
        {
            return (request.Body.Text("client_id"), request.Body.Text("client_secret"));
        }

        var buffer = new byte[parameter.Length];
        var pair = Convert.TryFromBase64String(parameter, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2) : [];
        return pair.Length == 2 ? (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])) : (null, null);
    }

    private static ApiResponse Discover(ApiRequest request) => ApiResponse.Json(new JsonObject
    {
        ["issuer"] = $"{Origin(request)}/oidc",
        ["authorization_endpoint"] = $"{Origin(request)}/oidc/v1/authorize",
        ["token_endpoint"] = $"{Origin(request)}{TokenPath}",
        ["grant_types_supported"] = new JsonArray("client_credentials", Exchange),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
    });

    private ApiResponse DescribeHost(ApiRequest request) => ApiResponse.Json(new JsonObject
    {
        ["oidc_endpoint"] = $"{Origin(request)}/oidc",
        ["account_id"] = options.AccountId,
        ["workspace_id"] = organizationId().ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["cloud"] = cloud.ToString(),
        ["host_type"] = "workspace",
        ["token_federation_default_oidc_audiences"] = new JsonArray($"{Origin(request)}{TokenPath}"),
    });

    /// <summary>As the caller names this server.</summary>
    private static string Origin(ApiRequest request) => $"http://{request.Headers.Host}";
}
