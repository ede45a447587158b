using System.Text;
using System.Text.RegularExpressions;

namespace Operator.Databricks.Errors;

/// <summary>Makes foreign text fit for a condition, an event or a log line.</summary>
internal static partial class ErrorText
{
    /// <summary>Enough for every message seen in the wild; a condition message holds 32 KiB, an event 1 KiB.</summary>
    public const int MaxLength = 512;

    private const string Redacted = "[redacted]";

    /// <summary>No workspace issues shorter ones, and a very short one would take ordinary words apart.</summary>
    private const int ShortestCredential = 8;

    /// <summary>One printable line of at most <paramref name="maxLength"/> characters without anything that looks like a credential.</summary>
    /// <param name="text">What the other side sent.</param>
    /// <param name="credential">The credential of this very request: a gateway that echoes headers must not publish it.</param>
    /// <param name="maxLength">The most characters of the result.</param>
    public static string Clean(string text, string? credential = null, int maxLength = MaxLength)
    {
        var known = credential is { Length: >= ShortestCredential } ? text.Replace(credential, Redacted, StringComparison.Ordinal) : text;
        // Before clipping: half a token would no longer look like one.
        return Clip(SingleLine(CredentialPattern().Replace(known, Redacted)), maxLength);
    }

    private static string SingleLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
            {
                line.Append(rune);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd();
    }

    private static string Clip(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        var end = maxLength - 1;
        // Never between the halves of a surrogate pair: the result goes into JSON.
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }

    // Databricks tokens (dapi, dkea, dose, …), signed JSON web tokens, and whatever follows an authorization scheme.
    [GeneratedRegex(
        @"\b(?:dapi|dkea|dose|dsapi)[0-9a-z-]{16,}|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|(?<=\b(?:Bearer|Basic)\s+)[\w.~+/=-]{8,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CredentialPattern();
}
