using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Schema;

/// <summary>What the API server writes into an object where nothing is given.</summary>
public static class SchemaDefaults
{
    /// <summary>
    /// Takes out the fields that say no more than their default: an object that was read before its definition had the default lacks them, and is the same.
    /// </summary>
    public static void Remove(JsonObject value, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (value[property.Name] is { } given && Of(property) is { } standard && JsonNode.DeepEquals(given, JsonNode.Parse(standard.Json)))
            {
                value.Remove(property.Name);
            }
        }
    }

    private static DefaultValueAttribute? Of(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(DefaultValueAttribute), inherit: true).OfType<DefaultValueAttribute>().FirstOrDefault();
}
