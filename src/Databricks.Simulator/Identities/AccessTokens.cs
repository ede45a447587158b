using System.Collections.Concurrent;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Identities;

/// <summary>The bearer tokens a workspace accepts, and whose they are. Can change while it runs, as tokens do when rotated.</summary>
public sealed class AccessTokens
{
    private const string Scheme = "Bearer ";
    private readonly ConcurrentDictionary<string, string> users = new(StringComparer.Ordinal);
    private readonly int invalidTokenStatus;

    internal AccessTokens(IReadOnlyDictionary<string, string> tokens, int invalidTokenStatus)
    {
        this.invalidTokenStatus = invalidTokenStatus;
        foreach (var (token, user) in tokens)
        {
            Add(token, user);
        }
    }

    public void Add(string token, string userName) => users[token] = userName;

    public void Revoke(string token) => users.TryRemove(token, out _);

    /// <summary>The user, or the refusal: 401 without a credential, 403 (some clouds: 401) for one the workspace does not know.</summary>
    internal (string? UserName, ApiResponse? Refusal) Authenticate(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, ApiResponse.Error(401, "401", "Credential was not sent or was of an unsupported type for this API."));
        }

        return users.TryGetValue(authorization[Scheme.Length..].Trim(), out var user)
            ? (user, null)
            // A number, not a string: both are seen in the wild (F§6.1).
            : (null, ApiResponse.Error(invalidTokenStatus, invalidTokenStatus, "Invalid access token."));
    }
}
