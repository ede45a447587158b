using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Runtime.Client;

namespace Operator.Workspaces.Credentials;

/// <summary>Asks the API server for tokens of the operator's own ServiceAccount (the TokenRequest API).</summary>
/// <param name="connection">The way to the API server.</param>
/// <param name="serviceAccount">The ServiceAccount the operator runs as; null outside of a pod.</param>
/// <param name="apiServer">The audiences no token is asked for.</param>
internal sealed class ServiceAccountTokens(ApiServerConnection connection, ObjectKey? serviceAccount, ApiServerAudiences apiServer)
{
    /// <summary>The shortest time the API server gives; the token is exchanged at once.</summary>
    private const int ExpirationSeconds = 600;

    public bool IsAvailable => serviceAccount is not null;

    /// <exception cref="DatabricksException">The API server refuses.</exception>
    public async Task<Secret> RequestAsync(string audience, CancellationToken cancellationToken)
    {
        var account = serviceAccount ?? throw new InvalidOperationException("Outside of a pod there is no ServiceAccount to ask a token for.");
        if (await apiServer.ContainAsync(audience, cancellationToken).ConfigureAwait(false))
        {
            throw Failure(
                DatabricksErrorKind.PermissionDenied, $"{audience} is an audience of this cluster's API server, and no token with it may leave the cluster");
        }

        var body = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["spec"] = new JsonObject { ["audiences"] = new JsonArray(audience), ["expirationSeconds"] = ExpirationSeconds },
        };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new("application/json");
        try
        {
            var path = $"api/v1/namespaces/{Uri.EscapeDataString(account.Namespace!)}/serviceaccounts/{Uri.EscapeDataString(account.Name)}/token";
            var answer = await connection.SendAsync(HttpMethod.Post, path, content, cancellationToken).ConfigureAwait(false);
            return new Secret((string)JsonNode.Parse(answer)!["status"]!["token"]!);
        }
        catch (ApiServerException exception)
        {
            // The message is the API server's own and holds no token.
            var kind = exception.Status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                ? DatabricksErrorKind.Transient
                : DatabricksErrorKind.Unauthenticated;
            throw Failure(kind, $"the API server gave no token of the ServiceAccount {account}: {exception.Message}");
        }
    }

    private static DatabricksException Failure(DatabricksErrorKind kind, string message) => new(new DatabricksError("serviceaccounts/token", kind, message));
}
