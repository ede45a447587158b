using System.Text.Json.Nodes;

namespace Operator.Commands.Manifests;

/// <summary>What the API server does with an object before it is stored: names the fields it does not know, and fills in defaults.</summary>
internal sealed class ManifestSchema
{
    private readonly JsonObject spec;

    private ManifestSchema(JsonObject spec) => this.spec = spec;

    /// <summary>By kind.</summary>
    public static IReadOnlyDictionary<string, ManifestSchema> All { get; } = GeneratedFiles.Definitions().ToDictionary(
        definition => (string)definition["spec"]!["names"]!["kind"]!,
        definition => new ManifestSchema((JsonObject)definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!),
        StringComparer.Ordinal);

    /// <summary>Fields of a spec that the kind does not have. kubectl refuses such an object.</summary>
    public IReadOnlyList<string> UnknownFields(JsonNode? value)
    {
        var unknown = new List<string>();
        Walk(value, spec, "spec", (node, schema, path) => unknown.AddRange(Unknown(node, schema, path)));
        return unknown;
    }

    /// <summary>Puts in what the API server fills in.</summary>
    public void FillIn(JsonNode? value) => Walk(value, spec, "spec", (node, schema, _) => Default(node, schema));

    private static IEnumerable<string> Unknown(JsonObject node, JsonObject schema, string path) =>
        schema["properties"] is JsonObject properties && schema["x-kubernetes-preserve-unknown-fields"] is null
            ? node.Select(pair => pair.Key).Where(name => !properties.ContainsKey(name)).Select(name => $"{path}.{name}")
            : [];

    private static void Default(JsonObject node, JsonObject schema)
    {
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            if (property?["default"] is { } standard && node[name] is null)
            {
                node[name] = standard.DeepClone();
            }
        }
    }

    private static void Walk(JsonNode? value, JsonObject? schema, string path, Action<JsonObject, JsonObject, string> visit)
    {
        if (schema is null)
        {
            return;
        }

        if (value is JsonArray list)
        {
            for (var index = 0; index < list.Count; index++)
            {
                Walk(list[index], schema["items"] as JsonObject, $"{path}[{index}]", visit);
            }
        }
        else if (value is JsonObject node)
        {
            visit(node, schema, path);
            foreach (var (name, inner) in node.ToList())
            {
                Walk(inner, (schema["properties"]?[name] ?? schema["additionalProperties"]) as JsonObject, $"{path}.{name}", visit);
            }
        }
    }
}
