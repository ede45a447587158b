namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>
/// What a workspace keeps of a notebook: its cells, not the bytes that were imported; hence every export is in the workspace's own words (behavior §4.4).
/// </summary>
/// <param name="Language">Of cells that name none.</param>
/// <param name="IsJupyter">Imported as .ipynb: then the format AUTO gives that back, and the language is told as PYTHON (behavior §1.3).</param>
/// <param name="Cells">Without the comment signs of magic lines; <c>%md</c> begins a text cell.</param>
internal sealed record Notebook(SourceLanguage Language, bool IsJupyter, IReadOnlyList<string> Cells)
{
    public const string TextMagic = "%md";

    public SourceLanguage ToldLanguage => IsJupyter ? SourceLanguage.Python : Language;

    /// <summary>A text cell without its magic, or null for code.</summary>
    public static string? TextOf(string cell) =>
        cell == TextMagic || cell.StartsWith($"{TextMagic}\n", StringComparison.Ordinal) || cell.StartsWith($"{TextMagic} ", StringComparison.Ordinal)
            ? cell[TextMagic.Length..].TrimStart('\n', ' ')
            : null;

    /// <summary>Line ends of any system become LF; what else Unicode calls a line end is a character like others.</summary>
    public static string Unified(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    public static string TextCell(string text) => $"{TextMagic}\n{text}";
}
