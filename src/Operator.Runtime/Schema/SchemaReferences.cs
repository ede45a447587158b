using System.Text.Json.Nodes;

namespace Operator.Runtime.Schema;

/// <summary>
/// Puts the schema of a type everywhere the type is used: System.Text.Json writes it once and refers to it from then on, which
/// Kubernetes does not understand.
/// </summary>
internal static class SchemaReferences
{
    /// <exception cref="InvalidOperationException">A type contains itself, for which Kubernetes has no schema.</exception>
    public static JsonObject Inline(JsonObject schema) => Inline(schema.DeepClone().AsObject(), schema, "#");

    private static JsonObject Inline(JsonObject node, JsonObject root, string path)
    {
        if (node["$ref"]?.GetValue<string>() is { } pointer)
        {
            return path.StartsWith($"{pointer}/", StringComparison.Ordinal)
                ? throw new InvalidOperationException($"{path} contains itself: use a type of its own for the inner one.")
                : Inline(Target(root, pointer).DeepClone().AsObject(), root, path);
        }

        InlineChildren(node["properties"] as JsonObject, root, $"{path}/properties");
        foreach (string name in new[] { "items", "additionalProperties" })
        {
            InlineChild(node, name, root, path);
        }

        return node;
    }

    private static void InlineChildren(JsonObject? parent, JsonObject root, string path)
    {
        foreach (string name in (parent ?? []).Select(child => child.Key).ToList())
        {
            InlineChild(parent!, name, root, path);
        }
    }

    private static void InlineChild(JsonObject parent, string name, JsonObject root, string path)
    {
        if (parent[name] is JsonObject child)
        {
            parent.Remove(name);
            parent[name] = Inline(child, root, $"{path}/{name}");
        }
    }

    private static JsonNode Target(JsonObject root, string pointer) => pointer.Split('/').Skip(1).Aggregate((JsonNode)root, (node, name) => node[name]!);
}
