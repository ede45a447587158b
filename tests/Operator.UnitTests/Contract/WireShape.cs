using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Operator.UnitTests.Databricks;

namespace Operator.UnitTests.Contract;

/// <summary>Compares what a wire record can hold with the schema that describes it: names and types, as deep as the description goes.</summary>
internal static class WireShape
{
    /// <returns>"place: only described", "place: not described" and "place: we have A, described is B".</returns>
    public static IEnumerable<string> Differences(ApiDescription description, JsonObject schema, Type type, string place)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var described = schema["type"]?.GetValue<string>() ?? (schema["properties"] is null ? "any" : "object");
        var ours = KindOf(plain);
        if (ours == "any" || described == "any")
        {
            return [];
        }

        if (ours != described && !(ours == "map" && described == "object"))
        {
            return [$"{place}: we have {ours}, described is {described}"];
        }

        return ours switch
        {
            "object" when schema["properties"] is JsonObject properties => OfRecord(description, properties, AreaJson.InfoOf(plain), place),
            "array" when schema["items"] is { } items => Differences(description, description.Resolve(items), plain.GetGenericArguments()[0], $"{place}[]"),
            _ => [],
        };
    }

    private static IEnumerable<string> OfRecord(ApiDescription description, JsonObject properties, JsonTypeInfo type, string place)
    {
        var ours = type.Properties.Where(property => !property.IsExtensionData).ToDictionary(property => property.Name, property => property.PropertyType);
        return properties.Where(described => !ours.ContainsKey(described.Key)).Select(described => $"{place}.{described.Key}: only described")
            .Concat(ours.Where(property => !properties.ContainsKey(property.Key)).Select(property => $"{place}.{property.Key}: not described"))
            .Concat(properties.Where(described => ours.ContainsKey(described.Key))
                .SelectMany(described => Differences(description, description.Resolve(described.Value!), ours[described.Key], $"{place}.{described.Key}")));
    }

    public static string KindOf(Type type) => type switch
    {
        _ when type == typeof(string) => "string",
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(int) || type == typeof(long) => "integer",
        _ when type == typeof(decimal) => "number",
        _ when type == typeof(JsonElement) || type == typeof(JsonObject) => "any",
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => "array",
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => "map",
        _ => "object",
    };
}
