using System.Text.Json.Nodes;

namespace Databricks.Simulator.Identities;

/// <summary>Whether a foreign token satisfies a policy (behavior §7.3).</summary>
internal static class FederationCheck
{
    /// <summary>What is wrong with the token under the policy, or null.</summary>
    public static string? Problem(JsonWebToken token, FederationPolicy policy, IReadOnlyList<string> defaultAudiences, DateTimeOffset now)
    {
        var audiences = policy.Audiences.Count > 0 ? policy.Audiences : defaultAudiences;
        return token switch
        {
            { Algorithm: not ("RS256" or "ES256") } => "the token must be signed with RS256 or ES256",
            _ when Text(token, "iss") != policy.Issuer => "issuer does not match",
            _ when !Audiences(token).Intersect(audiences).Any() => "audience does not match",
            _ when Text(token, policy.SubjectClaim) != policy.Subject => "subject does not match",
            _ when Time(token, "exp") is not { } expiry || expiry <= now => "the token has expired",
            _ when Time(token, "nbf") > now => "the token is not valid yet",
            _ when policy.JwksJson is { } keys && !token.IsSignedBy(keys) => "the signature is not valid",
            _ => null,
        };
    }

    private static string? Text(JsonWebToken token, string claim) => token.Claims[claim]?.ToString();

    private static IEnumerable<string?> Audiences(JsonWebToken token) => token.Claims["aud"] switch
    {
        JsonArray several => several.Select(audience => audience?.ToString()),
        { } one => [one.ToString()],
        null => [],
    };

    private static DateTimeOffset? Time(JsonWebToken token, string claim) =>
        token.Claims[claim] is JsonValue value && value.TryGetValue<long>(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
