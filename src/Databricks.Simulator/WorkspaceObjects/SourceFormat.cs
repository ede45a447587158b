using System.Text;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>
/// A notebook as a source file: a header line, cells between separator lines, other languages behind MAGIC comments. The header is put there
/// whether or not the import had it; line ends become LF; nothing follows the last cell (behavior §4.4).
/// </summary>
internal static class SourceFormat
{
    public static Notebook Read(byte[] content, SourceLanguage language)
    {
        var text = Notebook.Unified(Encoding.UTF8.GetString(content).TrimStart('\uFEFF'));
        var body = HasHeader(text, language) ? text[Math.Min(language.Header.Length + 1, text.Length)..] : text;
        var cells = new List<string>();
        var lines = new List<string>();
        foreach (var line in body.Split('\n'))
        {
            if (line.TrimEnd() == language.Separator)
            {
                cells.Add(Cell(lines, language));
                lines.Clear();
            }
            else
            {
                lines.Add(line);
            }
        }

        cells.Add(Cell(lines, language));
        return new Notebook(language, false, cells);
    }

    public static bool HasHeader(string text, SourceLanguage language) =>
        text == language.Header || text.StartsWith($"{language.Header}\n", StringComparison.Ordinal);

    public static string Write(Notebook notebook)
    {
        var language = notebook.Language;
        var cells = notebook.Cells.Select(cell => cell.StartsWith('%') ? Commented(cell, language) : cell);
        return $"{language.Header}\n{string.Join($"\n\n{language.Separator}\n\n", cells)}".TrimEnd('\n');
    }

    private static string Cell(List<string> lines, SourceLanguage language)
    {
        var text = string.Join('\n', lines).Trim('\n');
        var isMagic = text.Length > 0
            && text.Split('\n').All(line => line == language.Magic || line.StartsWith($"{language.Magic} ", StringComparison.Ordinal));
        return isMagic ? string.Join('\n', text.Split('\n').Select(line => line[language.Magic.Length..].TrimStart(' '))) : text;
    }

    private static string Commented(string cell, SourceLanguage language) =>
        string.Join('\n', cell.Split('\n').Select(line => line.Length > 0 ? $"{language.Magic} {line}" : language.Magic));
}
