using System.Text.Json;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>A notebook as the workspace's own JSON, which its archives and pages carry.</summary>
internal static class NotebookModel
{
    public static JsonObject Write(Notebook notebook, string name) => new()
    {
        ["version"] = "NotebookV1",
        ["name"] = name,
        ["language"] = notebook.Language.Name.ToLowerInvariant(),
        ["isJupyter"] = notebook.IsJupyter,
        ["commands"] = new JsonArray([.. notebook.Cells.Select((cell, index) => (JsonNode)new JsonObject { ["position"] = index + 1, ["command"] = cell })]),
    };

    /// <exception cref="ApiException">It is no notebook.</exception>
    public static Notebook Read(string json)
    {
        try
        {
            var model = JsonNode.Parse(json)!;
            var cells = ((JsonArray)model["commands"]!).Select(command => (string)command!["command"]!).ToList();
            return new Notebook(SourceLanguage.OfDocument((string?)model["language"]), (bool?)model["isJupyter"] ?? false, cells);
        }
        catch (Exception exception) when (exception is JsonException or NullReferenceException or InvalidOperationException or InvalidCastException)
        {
            // Somebody else's file: whatever is missing or of another type, it is no notebook.
            throw ApiException.InvalidParameter("The content is not a notebook of a Databricks archive.");
        }
    }
}
