using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Operator.Settings;

namespace Operator.Reconciling;

/// <summary>A short stand-in for a part of a spec, to see later whether it is still the same.</summary>
internal static class SpecDigest
{
    private const int HexDigits = 12;

    /// <summary>The order of an object's names makes no difference.</summary>
    public static string Of(JsonNode? value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SettingsTree.Sorted(value)?.ToJsonString() ?? "")))[..HexDigits];
}
