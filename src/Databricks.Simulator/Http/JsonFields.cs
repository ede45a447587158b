using System.Text.Json.Nodes;

namespace Databricks.Simulator.Http;

/// <summary>Reads of a request's tree; a value of the wrong type is the caller's fault and answered as such.</summary>
internal static class JsonFields
{
    public static string? Text(this JsonObject tree, string name) => tree.Read<string>(name, "string");

    public static bool Flag(this JsonObject tree, string name) => tree.ReadValue<bool>(name, "boolean") ?? false;

    // A number made in process holds its own CLR type and converts to no other.
    public static long? Number(this JsonObject tree, string name) =>
        tree[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : tree.ReadValue<long>(name, "integer");

    public static JsonObject? Object(this JsonObject tree, string name) => tree.Read<JsonObject>(name, "object");

    public static JsonArray? Array(this JsonObject tree, string name) => tree.Read<JsonArray>(name, "array");

    public static string Required(this JsonObject tree, string name) =>
        tree.Text(name) is { Length: > 0 } text ? text : throw ApiException.InvalidParameter($"Missing required field: {name}");

    public static JsonObject Copy(this JsonObject tree) => (JsonObject)tree.DeepClone();

    /// <summary>
    /// The tree without nulls and without empty objects and arrays: after a round trip through the workspace none of the three can be
    /// told from an absent field (behavior §4.1), inside the elements of lists as elsewhere. False, 0 and "" are values and stay.
    /// </summary>
    public static JsonObject Compact(this JsonObject tree)
    {
        var compact = new JsonObject();
        foreach (var (name, value) in tree)
        {
            var kept = value switch
            {
                JsonObject inner => inner.Compact(),
                JsonArray list => new JsonArray([.. list.Select(element => element is JsonObject inner ? inner.Compact() : element?.DeepClone())]),
                _ => value?.DeepClone(),
            };
            if (kept is not (null or JsonObject { Count: 0 } or JsonArray { Count: 0 }))
            {
                compact[name] = kept;
            }
        }

        return compact;
    }

    /// <summary>A text for people is not shown when it is empty.</summary>
    public static void RemoveEmptyText(this JsonObject tree, string name)
    {
        if (tree.Text(name) is { Length: 0 })
        {
            tree.Remove(name);
        }
    }

    /// <summary>Lays <paramref name="upper"/> over the tree: objects merge, everything else replaces.</summary>
    public static void Overlay(this JsonObject tree, JsonObject upper)
    {
        foreach (var (name, value) in upper)
        {
            if (value is JsonObject inner && tree[name] is JsonObject existing)
            {
                existing.Overlay(inner);
            }
            else
            {
                tree[name] = value?.DeepClone();
            }
        }
    }

    private static T? Read<T>(this JsonObject tree, string name, string expected)
        where T : class
    {
        return tree[name] switch
        {
            null => null,
            T node => node,
            JsonValue value when value.TryGetValue<T>(out var read) => read,
            _ => throw Unexpected(name, expected),
        };
    }

    private static T? ReadValue<T>(this JsonObject tree, string name, string expected)
        where T : struct
    {
        return tree[name] switch
        {
            null => null,
            JsonValue value when value.TryGetValue<T>(out var read) => read,
            _ => throw Unexpected(name, expected),
        };
    }

    private static ApiException Unexpected(string name, string expected) =>
        ApiException.Malformed($"Could not parse request object: expected a value of type {expected} for field {name}.");
}
