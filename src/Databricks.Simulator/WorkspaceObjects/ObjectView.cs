using System.Globalization;
using System.Text.Json.Nodes;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>What list and get-status tell of an object (behavior §1.3). Nothing of it moves when a notebook is edited, unless the options say so.</summary>
internal static class ObjectView
{
    public static JsonObject Status(WorkspaceNode node, bool isPrefixed, ObjectOptions options)
    {
        var status = new JsonObject
        {
            ["object_type"] = node.Type,
            ["path"] = new ObjectPath(node.Path, isPrefixed).Shown,
            ["object_id"] = node.Id,
            ["resource_id"] = node.Id.ToString(CultureInfo.InvariantCulture),
        };
        if (node.Notebook is { } notebook)
        {
            status["language"] = notebook.ToldLanguage.Name;
        }

        if (node.File is not null || (node.Notebook is not null && options.TellsTimesOfNotebooks))
        {
            status["created_at"] = node.CreatedAt.ToUnixTimeMilliseconds();
            status["modified_at"] = node.ModifiedAt.ToUnixTimeMilliseconds();
        }

        if (node.File is { } file)
        {
            status["size"] = file.Length;
        }

        return status;
    }
}
