using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>A notebook as .ipynb. What comes out has the cells of what went in, and ids, outputs and metadata of its own (behavior §4.4).</summary>
internal static class JupyterFormat
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <exception cref="ApiException">It is no notebook.</exception>
    public static Notebook Read(byte[] content)
    {
        var root = Parse(content) as JsonObject ?? throw Unreadable();
        var cells = root["cells"] as JsonArray ?? throw Unreadable();
        var language = ((root["metadata"] as JsonObject)?["language_info"] as JsonObject)?["name"]?.ToString();
        return new Notebook(SourceLanguage.OfDocument(language), true, [.. cells.Select(cell => Cell(cell as JsonObject ?? throw Unreadable()))]);
    }

    public static string Write(Notebook notebook, string name, long objectId) => new JsonObject
    {
        ["cells"] = new JsonArray([.. notebook.Cells.Select((cell, index) => (JsonNode)Write(cell, Number(objectId, index)))]),
        ["metadata"] = new JsonObject
        {
            ["application/vnd.databricks.v1+notebook"] = new JsonObject { ["notebookName"] = name, ["language"] = notebook.Language.Name.ToLowerInvariant() },
            ["language_info"] = new JsonObject { ["name"] = notebook.Language.Name.ToLowerInvariant() },
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 0,
    }.ToJsonString(Indented);

    private static JsonObject Write(string cell, string id)
    {
        var text = Notebook.TextOf(cell);
        var written = new JsonObject
        {
            ["cell_type"] = text is null ? "code" : "markdown",
            ["metadata"] = new JsonObject { ["application/vnd.databricks.v1+cell"] = new JsonObject { ["nuid"] = id, ["title"] = "" } },
            ["source"] = new JsonArray([.. Lines(text ?? cell).Select(line => (JsonNode)line)]),
        };
        if (text is null)
        {
            written["execution_count"] = 0;
            written["outputs"] = new JsonArray();
        }

        return written;
    }

    private static string Cell(JsonObject cell)
    {
        var source = cell["source"] is JsonArray lines ? string.Concat(lines.Select(line => line?.ToString())) : cell["source"]?.ToString() ?? "";
        return cell["cell_type"]?.ToString() is "markdown" ? Notebook.TextCell(source) : source.Trim('\n');
    }

    /// <summary>Each with its own end of line, as the format wants it.</summary>
    private static IEnumerable<string> Lines(string text)
    {
        var lines = text.Split('\n');
        return lines.Select((line, index) => index < lines.Length - 1 ? $"{line}\n" : line);
    }

    private static string Number(long objectId, int index) => string.Create(CultureInfo.InvariantCulture, $"{objectId:x16}-{index:x4}");

    private static JsonNode? Parse(byte[] content)
    {
        try
        {
            return JsonNode.Parse(content);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ApiException Unreadable() => ApiException.InvalidParameter("The content is not a Jupyter notebook.");
}
