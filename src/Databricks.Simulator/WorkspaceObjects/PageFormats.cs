using System.Text;
using System.Text.RegularExpressions;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>Notebooks as pages for people: HTML, which carries the notebook inside, and R Markdown.</summary>
internal static partial class PageFormats
{
    public static string WriteHtml(Notebook notebook, string name)
    {
        var model = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.EscapeDataString(NotebookModel.Write(notebook, name).ToJsonString())));
        return $"<!DOCTYPE html>\n<html>\n<head><title>{name} - Databricks</title></head>\n"
            + $"<body><script>var __DATABRICKS_NOTEBOOK_MODEL = '{model}'</script></body>\n</html>\n";
    }

    public static Notebook ReadHtml(byte[] content)
    {
        var match = ModelPattern().Match(Encoding.UTF8.GetString(content));
        var buffer = new byte[match.Groups[1].Length];
        return match.Success && Convert.TryFromBase64String(match.Groups[1].Value, buffer, out var length)
            ? NotebookModel.Read(Uri.UnescapeDataString(Encoding.UTF8.GetString(buffer, 0, length)))
            : throw ApiException.InvalidParameter("The content is not a notebook that was exported as HTML.");
    }

    public static string WriteMarkdown(Notebook notebook, string name)
    {
        var parts = notebook.Cells.Select(cell => Notebook.TextOf(cell) ?? $"```{{{notebook.Language.Extension}}}\n{cell}\n```");
        return $"---\ntitle: \"{name}\"\noutput: html_document\n---\n\n{string.Join("\n\n", parts)}\n";
    }

    /// <summary>Any text is R Markdown: code between fences, the rest for reading.</summary>
    public static Notebook ReadMarkdown(byte[] content)
    {
        var text = FrontMatter().Replace(Encoding.UTF8.GetString(content).ReplaceLineEndings("\n"), "");
        var cells = new List<string>();
        var end = 0;
        foreach (Match fence in Fence().Matches(text))
        {
            AddText(cells, text[end..fence.Index]);
            cells.Add(fence.Groups[1].Value);
            end = fence.Index + fence.Length;
        }

        AddText(cells, text[end..]);
        return new Notebook(SourceLanguage.R, false, cells);
    }

    private static void AddText(List<string> cells, string text)
    {
        if (text.Trim('\n', ' ') is { Length: > 0 } written)
        {
            cells.Add(Notebook.TextCell(written));
        }
    }

    [GeneratedRegex("__DATABRICKS_NOTEBOOK_MODEL = '([A-Za-z0-9+/=]+)'")]
    private static partial Regex ModelPattern();

    [GeneratedRegex(@"\A---\n.*?\n---\n", RegexOptions.Singleline)]
    private static partial Regex FrontMatter();

    [GeneratedRegex(@"^```\{[^}\n]*\}\n(.*?)\n?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
