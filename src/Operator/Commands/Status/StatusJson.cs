using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Commands.Status;

/// <summary>The objects for programs: a list, each with the names of those that it uses.</summary>
internal static class StatusJson
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<StatusNode> roots, IReadOnlyDictionary<StatusName, StatusObject> objects)
    {
        var shown = StatusText.Objects(roots);
        var json = new JsonObject
        {
            ["ready"] = shown.All(found => found.IsReady),
            ["objects"] = new JsonArray([.. shown.Select(found => Of(found, StatusTree.UsesOf(objects, found)))]),
        };
        return $"{json.ToJsonString(Readable)}\n";
    }

    private static JsonObject Of(StatusObject found, IEnumerable<StatusName> uses)
    {
        var json = Of(found.Id);
        json["state"] = JsonNamingPolicy.CamelCase.ConvertName(found.State.ToString());
        json["reason"] = found.Reason;
        json["message"] = found.Message;
        json["uses"] = new JsonArray([.. uses.Select(Of)]);
        return json;
    }

    private static JsonObject Of(StatusName name) => new() { ["kind"] = name.Kind, ["namespace"] = name.Namespace, ["name"] = name.Name };
}
