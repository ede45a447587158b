using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Commands.Plan;

/// <summary>How a plan is written.</summary>
internal enum PlanFormat
{
    Text,
    Json,
    Markdown,
}

/// <summary>Writes a plan for people, programs and pull requests.</summary>
internal static class PlanWriter
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(PlanReport report, PlanFormat format, Terminal terminal) => format switch
    {
        PlanFormat.Json => $"{Json(report).ToJsonString(Readable)}\n",
        PlanFormat.Markdown => PlanMarkdown.Write(report),
        _ => PlanText.Write(report, terminal),
    };

    private static JsonObject Json(PlanReport report) => new()
    {
        ["summary"] = new JsonObject
        {
            ["create"] = report.Creations,
            ["change"] = report.Changes,
            ["restart"] = report.Restarts,
            ["delete"] = report.Deletions,
            ["unchanged"] = report.Unchanged,
            ["waiting"] = report.Waiting,
            ["refused"] = report.Refused,
            ["failed"] = report.Failed,
        },
        ["objects"] = new JsonArray([.. report.Objects.Select(Json)]),
        ["problems"] = new JsonArray(
            [.. report.Problems.Select(problem => new JsonObject { ["source"] = problem.Source, ["message"] = problem.Message })]),
    };

    private static JsonObject Json(PlannedObject planned) => new()
    {
        ["kind"] = planned.Kind,
        ["namespace"] = planned.Namespace,
        ["name"] = planned.Name,
        ["source"] = planned.Source,
        ["workspace"] = planned.Workspace,
        ["id"] = planned.RemoteId,
        ["action"] = JsonNamingPolicy.CamelCase.ConvertName(planned.Action.ToString()),
        ["restarts"] = planned.Restarts,
        ["fields"] = new JsonArray([.. planned.Fields.Select(Json)]),
        ["messages"] = new JsonArray([.. planned.Messages.Select(message => (JsonNode)message)]),
    };

    private static JsonObject Json(PlannedField field) => field.IsKnown
        ? new JsonObject { ["path"] = field.Path, ["before"] = field.Before?.DeepClone(), ["after"] = field.After?.DeepClone() }
        : new JsonObject { ["path"] = field.Path };
}
