using System.Buffers.Text;
using System.Text.Json;
using Operator.Databricks.Errors;

namespace Operator.Databricks.Authentication;

/// <summary>
/// What a federation policy has to name of a token (behavior §7.3): who it is for and from. Claims are no secret; the signature is, and stays out.
/// </summary>
internal static class SubjectClaims
{
    private const int LongestClaim = 200;
    private const string Unreadable = "it, but it is not a JSON web token";

    public static string Describe(Secret token)
    {
        var parts = token.Reveal().Split('.');
        try
        {
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts.Length == 3 ? parts[1] : ""));
            return payload.RootElement.ValueKind is JsonValueKind.Object
                ? $"issuer {Claim(payload, "iss", token)}, audience {Claim(payload, "aud", token)}, subject {Claim(payload, "sub", token)}"
                : Unreadable;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return Unreadable;
        }
    }

    private static string Claim(JsonDocument payload, string name, Secret token) =>
        payload.RootElement.TryGetProperty(name, out var value)
            ? ErrorText.Clean(value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText(), token.Reveal(), LongestClaim)
            : "(none)";
}
