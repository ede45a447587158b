using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Databricks.Simulator.Identities;

/// <summary>A token somebody presents: its claims, and whether a key has signed it.</summary>
internal sealed class JsonWebToken
{
    private readonly JsonObject header;
    private readonly byte[] signedPart;
    private readonly byte[] signature;

    private JsonWebToken(JsonObject header, JsonObject claims, byte[] signedPart, byte[] signature)
    {
        this.header = header;
        Claims = claims;
        this.signedPart = signedPart;
        this.signature = signature;
    }

    public JsonObject Claims { get; }

    public string? Algorithm => header["alg"]?.ToString();

    public static JsonWebToken? Parse(string text)
    {
        var parts = text.Split('.');
        try
        {
            return parts.Length == 3 && Read(parts[0]) is { } header && Read(parts[1]) is { } claims
                ? new JsonWebToken(header, claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]))
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A token of the simulator's own: it looks like one and is compared as a whole, so nobody needs a key.</summary>
    public static string Unsigned(string subject, long number, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        var claims = new JsonObject
        {
            ["sub"] = subject,
            ["jti"] = number.ToString(CultureInfo.InvariantCulture),
            ["iat"] = issuedAt.ToUnixTimeSeconds(),
            ["exp"] = expiresAt.ToUnixTimeSeconds(),
        };
        // The last part is random, so that no token can be made up from what a test knows.
        return $"{Write("""{"alg":"none","typ":"JWT"}""")}.{Write(claims.ToJsonString())}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24))}";
    }

    /// <param name="jwksJson">The issuer's keys.</param>
    public bool IsSignedBy(string jwksJson)
    {
        var keys = JsonNode.Parse(jwksJson)?["keys"] as JsonArray ?? [];
        var keyId = header["kid"]?.ToString();
        return keys.OfType<JsonObject>().Any(key => (keyId is null || key["kid"]?.ToString() == keyId) && Verifies(key));
    }

    private bool Verifies(JsonObject key)
    {
        switch (Algorithm, key["kty"]?.ToString())
        {
            case ("RS256", "RSA"):
                using (var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }))
                {
                    return rsa.VerifyData(signedPart, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                }

            case ("ES256", "EC"):
                var point = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") };
                using (var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point }))
                {
                    return ecdsa.VerifyData(signedPart, signature, HashAlgorithmName.SHA256);
                }

            default:
                return false;
        }
    }

    private static byte[] Bytes(JsonObject key, string name) => Base64Url.DecodeFromChars(key[name]!.ToString());

    private static JsonObject? Read(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part)) as JsonObject;

    private static string Write(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
