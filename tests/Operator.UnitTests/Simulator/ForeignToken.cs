using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Operator.UnitTests.Simulator;

/// <summary>An issuer of service account tokens, with its key.</summary>
internal sealed class ForeignToken : IDisposable
{
    public const string Issuer = "https://kubernetes.example";
    public const string Audience = "databricks";
    public const string Subject = "system:serviceaccount:dbx:operator";

    private readonly RSA rsa = RSA.Create(2048);
    private readonly ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Jwks
    {
        get
        {
            var (key, point) = (rsa.ExportParameters(false), ecdsa.ExportParameters(false).Q);
            return new JsonObject
            {
                ["keys"] = new JsonArray(
                    new JsonObject { ["kty"] = "RSA", ["kid"] = "RS256", ["n"] = Encode(key.Modulus!), ["e"] = Encode(key.Exponent!) },
                    new JsonObject { ["kty"] = "EC", ["kid"] = "ES256", ["x"] = Encode(point.X!), ["y"] = Encode(point.Y!) }),
            }.ToJsonString();
        }
    }

    public string Sign(
        DateTimeOffset expiry, string algorithm = "RS256", string issuer = Issuer, string audience = Audience, string subject = Subject)
    {
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = new JsonArray("other", audience),
            ["sub"] = subject,
            ["exp"] = expiry.ToUnixTimeSeconds(),
        };
        var signed = $"{Encode($$"""{"alg":"{{algorithm}}","kid":"{{algorithm}}"}""")}.{Encode(claims.ToJsonString())}";
        var data = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm == "ES256"
            ? ecdsa.SignData(data, HashAlgorithmName.SHA256)
            : rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Encode(signature)}";
    }

    public void Dispose()
    {
        rsa.Dispose();
        ecdsa.Dispose();
    }

    private static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
