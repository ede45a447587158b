using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Operator.Controllers;

/// <summary>A short stand-in for a part of a spec, to see later whether it is still the same.</summary>
internal static class SpecDigest
{
    private const int HexDigits = 12;

    /// <summary>The order of an object's names makes no difference.</summary>
    public static string Of(JsonNode? value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(value)?.ToJsonString() ?? "")))[..HexDigits];

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject inner => new JsonObject(
            inner.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
