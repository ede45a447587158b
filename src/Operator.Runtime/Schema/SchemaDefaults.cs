using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Schema;

/// <summary>What the API server writes into an object where nothing is given.</summary>
public static class SchemaDefaults
{
    /// <summary>By type, because every pass asks and the attributes never change.</summary>
    private static readonly ConcurrentDictionary<Type, (string Name, JsonNode Default)[]> Known = new();

    /// <summary>
    /// Takes out the fields that say no more than their default: an object that was read before its definition had the default lacks them, and is the same.
    /// </summary>
    public static void Remove(JsonObject value, JsonTypeInfo type)
    {
        foreach (var (name, standard) in Known.GetOrAdd(type.Type, static (_, type) => Of(type), type))
        {
            if (value[name] is { } given && JsonNode.DeepEquals(given, standard))
            {
                value.Remove(name);
            }
        }
    }

    private static (string Name, JsonNode Default)[] Of(JsonTypeInfo type) =>
    [
        .. from property in type.Properties
           let attribute = property.AttributeProvider?.GetCustomAttributes(
               typeof(DefaultValueAttribute), inherit: true).OfType<DefaultValueAttribute>().FirstOrDefault()
           where attribute is not null
           select (property.Name, JsonNode.Parse(attribute.Json)!),
    ];
}
