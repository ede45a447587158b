using System.Buffers.Text;
using System.Text.Json;
using Operator.Options;

namespace Operator.Workspaces.Credentials;

/// <summary>
/// The audiences that this cluster's API server takes itself. A token with one of them signs in to Kubernetes as the operator, so it must never leave the
/// cluster.
/// </summary>
internal sealed class ApiServerAudiences(string? tokenFile)
{
    /// <summary>Where every pod has the token it signs in to the API server with.</summary>
    public const string MountedTokenFile = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    /// <summary>Also true for what the pod's own token says: the audiences of managed clusters are URLs of their own.</summary>
    public async Task<bool> ContainAsync(string audience, CancellationToken cancellationToken) =>
        UsualAudiences.Include(audience) || (await OwnAsync(cancellationToken).ConfigureAwait(false)).Contains(audience, StringComparer.Ordinal);

    private async Task<IReadOnlyList<string>> OwnAsync(CancellationToken cancellationToken)
    {
        if (tokenFile is null)
        {
            return [];
        }

        try
        {
            var parts = (await File.ReadAllTextAsync(tokenFile, cancellationToken).ConfigureAwait(false)).Trim().Split('.');
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts.Length == 3 ? parts[1] : ""));
            return payload.RootElement.TryGetProperty("aud", out var audience) ? Texts(audience) : [];
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidOperationException)
        {
            // Outside of a pod, or a token without claims: the usual names are all there is to go by.
            return [];
        }
    }

    private static IReadOnlyList<string> Texts(JsonElement audience) => audience.ValueKind switch
    {
        JsonValueKind.String => [audience.GetString()!],
        JsonValueKind.Array => [.. audience.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.String).Select(one => one.GetString()!)],
        _ => [],
    };
}
