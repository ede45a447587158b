using Databricks.Simulator.Http;

namespace Databricks.Simulator.Identities;

/// <summary>The bearer tokens a workspace accepts, and whose they are. Can change while it runs, as tokens do when rotated.</summary>
public sealed class AccessTokens
{
    private const string Scheme = "Bearer ";

    /// <summary>For so long an expired token is told from one that never was.</summary>
    private static readonly TimeSpan ExpiredMemory = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Holder> holders = new(StringComparer.Ordinal);
    private readonly int invalidTokenStatus;
    private readonly OAuthOptions options;
    private readonly TimeProvider time;
    private long issued;

    internal AccessTokens(IReadOnlyDictionary<string, string> tokens, int invalidTokenStatus, OAuthOptions options, TimeProvider time)
    {
        this.invalidTokenStatus = invalidTokenStatus;
        this.options = options;
        this.time = time;
        foreach (var (token, user) in tokens)
        {
            Add(token, user);
        }
    }

    /// <summary>Accepts a token until it is revoked.</summary>
    public void Add(string token, string userName)
    {
        lock (gate)
        {
            holders[token] = new Holder(userName, DateTimeOffset.MaxValue);
        }
    }

    public void Revoke(string token)
    {
        lock (gate)
        {
            holders.Remove(token);
        }
    }

    /// <summary>Revokes every token of a user or service principal.</summary>
    public void RevokeAllOf(string userName)
    {
        lock (gate)
        {
            foreach (var (token, _) in holders.Where(pair => pair.Value.UserName == userName).ToList())
            {
                holders.Remove(token);
            }
        }
    }

    /// <summary>A new token for a service principal.</summary>
    /// <param name="userName">The application id: what the workspace names a service principal by.</param>
    /// <param name="lifetime">Until the issuer's own expiry.</param>
    /// <param name="refusedEarlier">How long before that the workspace stops accepting it.</param>
    internal string Issue(string userName, TimeSpan lifetime, TimeSpan refusedEarlier = default)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var (old, _) in holders.Where(pair => pair.Value.ExpiresAt != DateTimeOffset.MaxValue && now - pair.Value.ExpiresAt > ExpiredMemory)
                .ToList())
            {
                holders.Remove(old);
            }

            var token = JsonWebToken.Unsigned(userName, ++issued, now, now + lifetime);
            holders[token] = new Holder(userName, now + lifetime - refusedEarlier);
            return token;
        }
    }

    /// <summary>The user, or the refusal: 401 without a credential, 403 (some clouds: 401) for one the workspace does not know.</summary>
    internal (string? UserName, ApiResponse? Refusal) Authenticate(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, ApiResponse.Error(401, "401", "Credential was not sent or was of an unsupported type for this API."));
        }

        lock (gate)
        {
            return holders.GetValueOrDefault(authorization[Scheme.Length..].Trim()) switch
            {
                // A number, not a string: both are seen in the wild (behavior §6.1).
                null => (null, ApiResponse.Error(invalidTokenStatus, invalidTokenStatus, "Invalid access token.")),
                { } holder when time.GetUtcNow() >= holder.ExpiresAt => (null, Expired()),
                { } holder => (holder.UserName, null),
            };
        }
    }

    /// <summary>The forms seen of late: databricks-sdk-go issue 1061 (403), splunk-integration issue 55 (401).</summary>
    private ApiResponse Expired() => ApiResponse.Error(
        options.ExpiredTokenStatus, options.ExpiredTokenStatus, options.ExpiredTokenStatus == 403 ? "JWT has expired" : "Token is expired");

    private sealed record Holder(string UserName, DateTimeOffset ExpiresAt);
}
