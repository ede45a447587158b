using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NLua;

namespace Operator.UnitTests.GitOps;

/// <summary>
/// Runs the scripts of config/argocd as Argo CD does: the object in <c>obj</c>, and of Lua's libraries no more than Argo CD gives by default. The clock that a
/// script sees is the test's.
/// </summary>
internal sealed class ArgoScripts(string root)
{
    /// <summary>Argo CD has Lua 5.1 with the base functions, tables and two functions of os.</summary>
    private const string Environment = """
        ipairs = ipairs, pairs = pairs, next = next, tostring = tostring, tonumber = tonumber, type = type, error = error, table = table,
        require = function(name) assert(name == "os"); return {time = function() return clock end, date = function(form) return os.date(form, clock) end} end
        """;

    private static readonly DateTimeOffset Origin = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private string Group => Path.Combine(root, "config", "argocd", "resource_customizations", "databricks-operator.io");

    /// <summary>What Argo CD shows; an object that is being deleted is Progressing, whatever a script would say.</summary>
    public (string Status, string Message) Health(JsonObject resource)
    {
        if (resource["metadata"]!["deletionTimestamp"] is not null)
        {
            return ("Progressing", "Pending deletion");
        }

        var health = Run(Path.Combine(Group, "_", "health.lua"), resource, Origin)!;
        return ((string)health["status"]!, (string)health["message"]!);
    }

    /// <summary>The actions of a kind, and which of them are offered for this object.</summary>
    public IReadOnlyDictionary<string, bool> Actions(JsonObject resource) =>
        Run(Path.Combine(ActionFolder(resource), "discovery.lua"), resource, Origin)!.AsObject()
            .ToDictionary(action => action.Key, action => action.Value is not JsonObject offer || (bool?)offer["disabled"] != true, StringComparer.Ordinal);

    /// <summary>What an action makes of an object: the object changed, or others to create.</summary>
    /// <param name="action">Its name.</param>
    /// <param name="resource">As the API server has it.</param>
    /// <param name="now">What the script's clock says.</param>
    public ArgoAction Act(string action, JsonObject resource, DateTimeOffset? now = null)
    {
        var result = Run(Path.Combine(ActionFolder(resource), action, "action.lua"), resource, now ?? Origin);
        return result is JsonArray list
            ? new ArgoAction(null, [.. list.Select(one => Created(one!.AsObject()))])
            : new ArgoAction(Cleaned(result!.AsObject(), resource), []);
    }

    private static JsonObject Created(JsonObject impacted) => (string?)impacted["operation"] == "create"
        ? impacted["resource"]!.DeepClone().AsObject()
        : throw new InvalidOperationException($"Argo CD has no operation {impacted["operation"]} of this shape.");

    private string ActionFolder(JsonObject resource) => Path.Combine(Group, (string)resource["kind"]!, "actions");

    private static JsonNode? Run(string file, JsonObject resource, DateTimeOffset now)
    {
        using var lua = new Lua();
        lua.State.Encoding = Encoding.UTF8;
        var result = lua.DoString(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            local clock = {now.ToUnixTimeSeconds()}
            local _ENV = {"{"} obj = {Literal(resource)}, {Environment} {"}"}
            return (function()
            {File.ReadAllText(file)}
            end)()
            """));
        return Node(result[0]);
    }

    /// <summary>As Argo CD reads a script's answer: an empty table is an empty list, and so is one that begins at 1.</summary>
    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        LuaTable table when table.Keys.Count == 0 || table[1L] is not null =>
            new JsonArray([.. Enumerable.Range(1, table.Keys.Count).Select(index => Node(table[(long)index]))]),
        LuaTable table => new JsonObject(table.Keys.Cast<object>().Select(key => KeyValuePair.Create($"{key}", Node(table[key])))),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        bool flag => JsonValue.Create(flag),
        _ => JsonValue.Create($"{value}"),
    };

    /// <summary>Lua cannot tell an empty map from an empty list; where one was before, Argo CD takes that one.</summary>
    private static JsonObject Cleaned(JsonObject after, JsonObject before)
    {
        foreach (var (name, old) in before)
        {
            after[name] = (after[name], old) switch
            {
                (JsonObject now, JsonObject then) => Cleaned(now.DeepClone().AsObject(), then),
                (JsonArray { Count: 0 }, JsonObject then) => then.DeepClone(),
                (JsonArray now, JsonArray then) when now.Count == then.Count => Cleaned(now, then),
                var (now, _) => now?.DeepClone(),
            };
            if (after[name] is null)
            {
                after.Remove(name);
            }
        }

        return after;
    }

    private static JsonArray Cleaned(JsonArray after, JsonArray before) => new([.. after.Zip(before).Select(pair => pair switch
    {
        (JsonObject now, JsonObject then) => Cleaned(now.DeepClone().AsObject(), then),
        var (now, _) => now?.DeepClone(),
    })]);

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

/// <summary>What an action leads to.</summary>
/// <param name="Changed">The object as it shall be; null where it stays as it is.</param>
/// <param name="Created">Further objects.</param>
internal sealed record ArgoAction(JsonObject? Changed, IReadOnlyList<JsonObject> Created);
