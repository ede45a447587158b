using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Runtime.Schema;

/// <summary>
/// A value one could write into a field: that of its documentation comment, or where there is none, one that follows from the schema. Text as it is, everything
/// else as JSON.
/// </summary>
internal static class FieldExample
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The description of a field without its example, and the example; empty where a comment should give one and does not.</summary>
    public static (string Description, string Example) Split(JsonObject schema)
    {
        string text = $"{schema["description"]}";
        int label = text.IndexOf(XmlDocumentation.ExampleLabel, StringComparison.Ordinal);
        return label < 0 ? (text, Show(Derive(schema))) : (text[..label].TrimEnd(), text[(label + XmlDocumentation.ExampleLabel.Length)..]);
    }

    private static string Show(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : node?.ToJsonString(Readable) ?? "";

    /// <summary>Null where the schema alone says too little: a text, a number.</summary>
    private static JsonNode? Derive(JsonObject schema) => $"{schema["type"]}" switch
    {
        "boolean" => JsonValue.Create(true),
        "string" when schema["enum"] is JsonArray values => values[0]!.DeepClone(),
        "array" when Of(schema["items"]!.AsObject()) is { } element => new JsonArray(element),
        "object" when schema["properties"] is JsonObject properties => Derive(properties, schema["required"] as JsonArray),
        _ => null,
    };

    /// <summary>The fields that have to be given, else the first alone: many objects hold alternatives.</summary>
    private static JsonObject Derive(JsonObject properties, JsonArray? required)
    {
        string[] names = required is { Count: > 0 }
            ? [.. required.Select(name => $"{name}")]
            : [.. properties.Select(property => property.Key).Order(StringComparer.Ordinal).Take(1)];
        return new JsonObject(names.Select(name => KeyValuePair.Create(name, Of(properties[name]!.AsObject()))));
    }

    private static JsonNode? Of(JsonObject schema)
    {
        string example = Split(schema).Example;
        return example.Length == 0 ? null : $"{schema["type"]}" == "string" ? JsonValue.Create(example) : JsonNode.Parse(example);
    }
}
