using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Observation;

namespace Operator.Settings;

/// <summary>
/// Stands among the applied paths for the value of a setting that no response shows: a change of it is found by comparing the hashes. A short hash, so that the
/// status shows no value.
/// </summary>
internal static class ValueFingerprint
{
    /// <summary>Of the mark and the eight digits behind it.</summary>
    private const int Length = 9;

    private const char Mark = '=';

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Null for a path that is too long to be kept in a status.</summary>
    public static string? Of(FieldPath path, JsonNode value)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{path.Display}{Mark}{(uint)Fingerprint.Of(value):x8}");
        return text.Length <= StatusLimits.Path ? text : null;
    }

    /// <summary>Null for an applied path that stands for no value; the key of a map may hold the mark as well.</summary>
    public static string? PathOf(string applied) =>
        applied.Length > Length && applied[^Length] == Mark && applied.AsSpan(applied.Length - Length + 1).IndexOfAnyExcept(Digits) < 0
            ? applied[..^Length]
            : null;
}
