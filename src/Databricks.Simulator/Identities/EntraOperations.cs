using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Identities;

/// <summary>
/// What stands around a workspace in Azure: Entra ID's token endpoints for any tenant, and the metadata service of a machine. In reality both
/// are other hosts; here they share the workspace's port (behavior §7.2).
/// </summary>
internal sealed class EntraOperations(ServicePrincipals principals, AccessTokens tokens, OAuthOptions options, TimeProvider time) : IOperationFamily
{
    private const string DatabricksResource = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Of federated credentials that name none.</summary>
    private const string FederatedAudience = "api://AzureADTokenExchange";

    /// <summary>The workspace refuses an Entra token that has no more than this to live (behavior §7.2).</summary>
    private static readonly TimeSpan RefusedEarlier = TimeSpan.FromSeconds(30);

    public IEnumerable<ApiOperation> Operations =>
    [
        new("entra/token-v1", HttpMethods.Post, ["/{tenant}/oauth2/token"], false, request => Token(request, "resource", DatabricksResource, Texts))
        {
            IsOpen = true,
        },
        new("entra/token-v2", HttpMethods.Post, ["/{tenant}/oauth2/v2.0/token"], false, request => Token(
            request, "scope", $"{DatabricksResource}/.default", Numbers))
        {
            IsOpen = true,
        },
        new("metadata/token", HttpMethods.Get, ["/metadata/identity/oauth2/token"], false, MetadataToken) { IsOpen = true },
    ];

    private ApiResponse Token(ApiRequest request, string target, string databricks, Func<ServicePrincipal, JsonObject> answer)
    {
        var tenant = request.RouteText("tenant");
        var known = principals.All.Where(principal => string.Equals(principal.EntraTenant, tenant, StringComparison.OrdinalIgnoreCase)).ToList();
        var application = known.Find(principal => string.Equals(principal.ApplicationId, request.Body.Text("client_id"), StringComparison.OrdinalIgnoreCase));
        return application switch
        {
            _ when known.Count == 0 => OAuthAnswer.EntraRefusal(400, "invalid_request", 90002, $"Tenant '{tenant}' not found."),
            _ when request.Body.Text("grant_type") != "client_credentials" =>
                OAuthAnswer.EntraRefusal(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type."),
            null => OAuthAnswer.EntraRefusal(400, "unauthorized_client", 700016, $"The application was not found in the directory '{tenant}'."),
            _ when CredentialRefusal(request, application) is { } refusal => refusal,
            _ when request.Body.Text(target) != databricks =>
                OAuthAnswer.EntraRefusal(400, "invalid_resource", 500011, $"The {target} was not found in the tenant."),
            _ => ApiResponse.Json(answer(application)),
        };
    }

    /// <summary>A secret, or a foreign token in its place. Null when it is taken.</summary>
    private ApiResponse? CredentialRefusal(ApiRequest request, ServicePrincipal application)
    {
        if (request.Body.Text("client_assertion") is not { } assertion)
        {
            return request.Body.Text("client_secret") is { } secret && application.EntraSecrets.Contains(secret)
                ? null
                : OAuthAnswer.EntraRefusal(401, "invalid_client", 7000215, "Invalid client secret provided.");
        }

        if (request.Body.Text("client_assertion_type") != AssertionType || JsonWebToken.Parse(assertion) is not { } token)
        {
            return OAuthAnswer.EntraRefusal(401, "invalid_client", 50027, "JWT token is invalid or malformed.");
        }

        return application.EntraFederatedCredentials.Any(policy => FederationCheck.Problem(token, policy, [FederatedAudience], time.GetUtcNow()) is null)
            ? null
            : OAuthAnswer.EntraRefusal(401, "invalid_client", 700213, "No matching federated identity record found for presented assertion.");
    }

    private ApiResponse MetadataToken(ApiRequest request)
    {
        if (request.Headers["Metadata"] != "true")
        {
            return OAuthAnswer.Refusal(400, "invalid_request", "Required metadata header not specified");
        }

        if (request.QueryText("api-version") is null || request.QueryText("resource") != DatabricksResource)
        {
            return OAuthAnswer.Refusal(400, "invalid_request", "api-version and the resource of Azure Databricks are needed");
        }

        var id = request.QueryText("client_id");
        var identity = id is null ? principals.All.FirstOrDefault(principal => principal.IsSystemAssigned)
            : principals.Find(id) is { IsManagedIdentity: true } named ? named
            : null;
        if (identity is null)
        {
            return OAuthAnswer.Refusal(400, "invalid_request", "Identity not found");
        }

        var answer = Texts(identity);
        answer["client_id"] = identity.ApplicationId;
        return ApiResponse.Json(answer);
    }

    /// <summary>v1 and the metadata service write numbers as texts and tell the point of expiry as well.</summary>
    private JsonObject Texts(ServicePrincipal principal)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = Text(Seconds),
            ["ext_expires_in"] = Text(Seconds),
            ["expires_on"] = Text(now + Seconds),
            ["not_before"] = Text(now),
            ["resource"] = DatabricksResource,
            ["access_token"] = Issue(principal),
        };
    }

    private JsonObject Numbers(ServicePrincipal principal) => new()
    {
        ["token_type"] = "Bearer",
        ["expires_in"] = Seconds,
        ["ext_expires_in"] = Seconds,
        ["access_token"] = Issue(principal),
    };

    private long Seconds => (long)options.TokenLifetime.TotalSeconds;

    private string Issue(ServicePrincipal principal) => tokens.Issue(principal.ApplicationId, options.TokenLifetime, RefusedEarlier);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
