using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.UnitTests.Contract;

/// <summary>Compares a message with the schema that describes it. Each problem names the place without list positions, so that it can be looked up.</summary>
internal static class SchemaCheck
{
    public static IEnumerable<string> Problems(ApiDescription description, JsonObject schema, JsonNode? value, string place)
    {
        var type = schema["type"]?.GetValue<string>() ?? (schema["properties"] is null ? null : "object");
        if (type is not null && !IsOf(type, value))
        {
            return [$"{place}: {Kind(value)} instead of {type}"];
        }

        if (schema["enum"] is JsonArray values && value is not null && !values.Any(one => one!.GetValue<string>() == value.ToString()))
        {
            return [$"{place}: {value} is not among the values"];
        }

        return value switch
        {
            JsonObject map => OfObject(description, schema, map, place),
            JsonArray list when schema["items"] is { } items =>
                list.SelectMany(item => Problems(description, description.Resolve(items), item, $"{place}[]")).Distinct(),
            _ => [],
        };
    }

    private static IEnumerable<string> OfObject(ApiDescription description, JsonObject schema, JsonObject map, string place)
    {
        var properties = schema["properties"] as JsonObject;
        var rest = schema["additionalProperties"] as JsonObject;
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()).Where(name => !map.ContainsKey(name)))
        {
            yield return $"{place}.{name}: missing";
        }

        foreach (var (name, value) in map)
        {
            if (properties?[name] is { } known)
            {
                foreach (var problem in Problems(description, description.Resolve(known), value, $"{place}.{name}"))
                {
                    yield return problem;
                }
            }
            else if (rest is not null)
            {
                foreach (var problem in Problems(description, description.Resolve(rest), value, $"{place}.*"))
                {
                    yield return problem;
                }
            }
            else if (properties is not null)
            {
                yield return $"{place}.{name}: not described";
            }
        }
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("integer", JsonValueKind.Number) => !value!.ToJsonString().AsSpan().ContainsAny(".eE"),
        ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        _ => false,
    };

    private static string Kind(JsonNode? value) => value?.GetValueKind().ToString().ToLowerInvariant() ?? "null";
}
