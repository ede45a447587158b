using System.Text.Json.Nodes;

namespace Operator.Runtime.Schema;

/// <summary>
/// What every schema of ours must fulfil. Without an upper bound on each string, list and map the API server's cost
/// estimate for a CEL rule is unbounded and it refuses the definition; without a description `kubectl explain` is mute.
/// </summary>
internal static class StructuralSchema
{
    /// <exception cref="InvalidOperationException">A field lacks a type, a bound, a list type or a description; the message names it.</exception>
    public static void Verify(JsonObject schema, string path)
    {
        switch (schema["type"]?.GetValue<string>())
        {
            case "object": VerifyObject(schema, path); break;
            case "array": VerifyArray(schema, path); break;
            case "string": Demand(schema, path, "enum", "format", "maxLength"); break;
            case "integer" or "number" or "boolean": break;
            default: throw new InvalidOperationException($"{path} has no type the API server knows.");
        }
    }

    private static void VerifyObject(JsonObject schema, string path)
    {
        if (schema["properties"] is not JsonObject properties)
        {
            Demand(schema, path, "maxProperties");
            Demand(schema, path, "additionalProperties", "x-kubernetes-preserve-unknown-fields");
            if (schema["additionalProperties"] is JsonObject values)
            {
                Verify(values, $"{path}.*");
            }

            return;
        }

        foreach ((string name, JsonNode? property) in properties)
        {
            if (string.IsNullOrEmpty(property!["description"]?.GetValue<string>()))
            {
                throw new InvalidOperationException($"{path}.{name} has no description: write its documentation comment.");
            }

            Verify(property.AsObject(), $"{path}.{name}");
        }
    }

    private static void VerifyArray(JsonObject schema, string path)
    {
        Demand(schema, path, "maxItems");
        Demand(schema, path, "x-kubernetes-list-type");
        Verify(schema["items"]!.AsObject(), $"{path}[]");
    }

    private static void Demand(JsonObject schema, string path, params string[] anyOf)
    {
        if (!anyOf.Any(schema.ContainsKey))
        {
            throw new InvalidOperationException($"{path} needs {string.Join(" or ", anyOf)}: add the attribute to the property.");
        }
    }
}
