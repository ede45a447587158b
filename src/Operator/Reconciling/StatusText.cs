using System.Diagnostics.CodeAnalysis;
using Operator.Api.V1Alpha1;

namespace Operator.Reconciling;

/// <summary>Brings texts from Databricks to the length a status may hold: one that is too long would lose the whole status write.</summary>
internal static class StatusText
{
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Cut(string? text, int limit)
    {
        if (text is null || text.Length <= limit)
        {
            return text;
        }

        // Half a surrogate pair cannot be written as JSON.
        var end = char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1;
        return $"{text[..end]}…";
    }

    /// <summary>The first <paramref name="count"/> paths, or null when there are none.</summary>
    public static List<string>? Paths(IReadOnlyList<string> paths, int count) =>
        paths.Count == 0 ? null : [.. paths.Take(count).Select(path => Cut(path, StatusLimits.Path))];

    /// <summary>Databricks sends an empty text where it has none.</summary>
    public static string? CutOrNull(string? text, int limit) => string.IsNullOrEmpty(text) ? null : Cut(text, limit);
}
