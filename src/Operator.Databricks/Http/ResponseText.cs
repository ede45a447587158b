using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Operator.Databricks.Http;

/// <summary>
/// Makes every string of a response readable. One object with half a surrogate pair in a tag would otherwise make the list of all objects unreadable, or
/// blow up later, when its unknown fields are compared.
/// </summary>
internal static class ResponseText
{
    private const int EscapeLength = 6;

    private static ReadOnlySpan<byte> Replacement => "\\ufffd"u8;

    /// <summary>The same bytes where there is nothing to repair, which is nearly always.</summary>
    public static byte[] Repair(byte[] json)
    {
        var text = Utf8.IsValid(json) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));
        return HasSurrogateEscape(text) ? ReplaceLoneSurrogates([.. text]) : text;
    }

    private static bool HasSurrogateEscape(ReadOnlySpan<byte> json) => json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0;

    private static byte[] ReplaceLoneSurrogates(byte[] json)
    {
        for (var at = 0; at < json.Length; at++)
        {
            if (json[at] != '\\')
            {
                continue;
            }

            var unit = EscapedUnit(json, at);
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(EscapedUnit(json, at + EscapeLength)))
            {
                at += (2 * EscapeLength) - 1;
            }
            else if (char.IsSurrogate(unit))
            {
                Replacement.CopyTo(json.AsSpan(at));
                at += EscapeLength - 1;
            }
            else
            {
                at++; // The escaped character: a second backslash does not begin an escape.
            }
        }

        return json;
    }

    /// <summary>The UTF-16 unit of a <c>\uXXXX</c> at this place; U+0000 if there is none.</summary>
    private static char EscapedUnit(ReadOnlySpan<byte> json, int at) =>
        at + EscapeLength <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';
}
