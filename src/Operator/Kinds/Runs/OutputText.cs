using System.Text;
using Operator.Api.V1Alpha1;

namespace Operator.Kinds.Runs;

/// <summary>Brings what a task gave out to the size a status may hold.</summary>
internal static class OutputText
{
    /// <summary>The first bytes, in whole characters; null for an empty text.</summary>
    public static (string? Text, bool IsCut) Head(string? text, int limit = StatusLimits.Output) => Cut(text ?? "", limit, fromEnd: false);

    /// <summary>The last bytes, in whole characters; null for an empty text.</summary>
    public static (string? Text, bool IsCut) Tail(string? text, int limit = StatusLimits.Output) => Cut(text ?? "", limit, fromEnd: true);

    private static (string? Text, bool IsCut) Cut(string text, int limit, bool fromEnd)
    {
        // Megabytes may come, and a character has a byte at least; one more character shows that there is more.
        var candidate = text.Length <= limit + 1 ? text : fromEnd ? text[^(limit + 1)..] : text[..(limit + 1)];
        // The colours of a terminal are no text, and a control character takes six bytes of JSON.
        var runes = candidate.EnumerateRunes().Where(rune => rune.Value is '\n' or '\t' || !Rune.IsControl(rune)).ToList();
        var (kept, bytes) = (new StringBuilder(), 0);
        for (var index = 0; index < runes.Count; index++)
        {
            var rune = runes[fromEnd ? runes.Count - 1 - index : index];
            if (bytes + rune.Utf8SequenceLength > limit)
            {
                return (kept.ToString(), true);
            }

            bytes += rune.Utf8SequenceLength;
            kept = fromEnd ? kept.Insert(0, rune.ToString()) : kept.Append(rune.ToString());
        }

        return (kept.Length == 0 ? null : kept.ToString(), candidate.Length < text.Length);
    }
}
