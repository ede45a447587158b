using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NLua;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.Conditions;

/// <summary>What tools that wait for an object make of it as the API server has it.</summary>
internal static class Judges
{
    /// <summary>What a health script may use: the language and these names, no libraries.</summary>
    private static readonly string[] Globals = ["ipairs", "pairs", "tostring", "type"];

    private static readonly string Script =
        File.ReadAllText(Path.Combine(Repository.Root, "config", "argocd", "resource_customizations", "databricks-operator.io", "_", "health.lua"));

    /// <summary>kstatus: deletion, then the generation, then the first of Reconciling and Stalled that is True, then Ready.</summary>
    public static string Kstatus(JsonObject resource)
    {
        if (resource["metadata"]!["deletionTimestamp"] is not null)
        {
            return "Terminating";
        }

        if (resource["status"]?["observedGeneration"] is { } observed && $"{observed}" != $"{resource["metadata"]!["generation"]}")
        {
            return "InProgress";
        }

        var conditions = (resource["status"]?["conditions"] as JsonArray ?? [])
            .Select(one => (Type: (string)one!["type"]!, Status: (string)one["status"]!)).ToList();
        foreach (var (type, _) in conditions.Where(one => one is { Type: "Reconciling" or "Stalled", Status: "True" }))
        {
            return type == "Stalled" ? "Failed" : "InProgress";
        }

        return conditions.Find(one => one.Type == "Ready").Status is null or "True" ? "Current" : "InProgress";
    }

    /// <summary>Argo CD: an object that is being deleted is Progressing, whatever a script would say.</summary>
    public static (string Status, string Message) Argo(JsonObject resource)
    {
        if (resource["metadata"]!["deletionTimestamp"] is not null)
        {
            return ("Progressing", "Pending deletion");
        }

        using var lua = new Lua();
        lua.State.Encoding = Encoding.UTF8;
        var environment = string.Join(", ", Globals.Select(name => $"{name} = {name}"));
        var result = lua.DoString($"""
            local _ENV = {"{"} obj = {Literal(resource)}, {environment} {"}"}
            local health = (function()
            {Script}
            end)()
            return health.status, health.message
            """);
        return ((string)result[0], (string)result[1]);
    }

    private static string Literal(JsonNode? node) => node switch
    {
        null => "nil",
        JsonObject map => $"{{{string.Join(", ", map.Where(pair => pair.Value is not null).Select(pair => $"[{Text(pair.Key)}] = {Literal(pair.Value)}"))}}}",
        JsonArray list => $"{{{string.Join(", ", list.Select(Literal))}}}",
        JsonValue value when value.TryGetValue<string>(out var text) => Text(text),
        _ => node.ToJsonString(),
    };

    private static string Text(string text) =>
        $"\"{string.Concat(Encoding.UTF8.GetBytes(text).Select(one => string.Create(CultureInfo.InvariantCulture, $"\\{one:000}")))}\"";
}
