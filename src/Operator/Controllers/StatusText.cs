using System.Diagnostics.CodeAnalysis;

namespace Operator.Controllers;

/// <summary>Brings texts from Databricks to the length a status may hold: one that is too long would lose the whole status write.</summary>
internal static class StatusText
{
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Cut(string? text, int limit) => text is null || text.Length <= limit ? text : $"{text[..(limit - 1)]}…";

    /// <summary>Databricks sends an empty text where it has none.</summary>
    public static string? CutOrNull(string? text, int limit) => string.IsNullOrEmpty(text) ? null : Cut(text, limit);
}
