using System.Reflection;
using System.Text.Json.Nodes;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Schema;

/// <summary>Writes the validation attributes of a type or a property into its schema node.</summary>
internal static class SchemaConstraints
{
    public static void Apply(JsonObject schema, MemberInfo member)
    {
        foreach (Attribute attribute in member.GetCustomAttributes(inherit: true).Cast<Attribute>())
        {
            Apply(schema, attribute);
        }
    }

    private static void Apply(JsonObject schema, Attribute attribute)
    {
        // A list of strings or a map of strings carries the constraints of its elements on the same property.
        JsonObject leaf = (schema["items"] ?? schema["additionalProperties"] ?? schema).AsObject();
        switch (attribute)
        {
            case PatternAttribute pattern: leaf["pattern"] = pattern.RegexPattern; break;
            case LengthAttribute length: SetBounds(leaf, "Length", length.MinLength, length.MaxLength); break;
            case ItemsAttribute items: SetBounds(schema, "Items", items.MinItems, items.MaxItems); break;
            case PropertyLimitsAttribute limits: SetBounds(schema, "Properties", limits.MinProperties, limits.MaxProperties); break;
            case RangeMinimumAttribute range: leaf["minimum"] = Number(range.Minimum); break;
            case RangeMaximumAttribute range: leaf["maximum"] = Number(range.Maximum); break;
            case EnumValuesAttribute values: leaf["enum"] = Strings(values.Values); break;
            case DefaultValueAttribute value: schema["default"] = JsonNode.Parse(value.Json); break;
            case PreserveUnknownFieldsAttribute: schema["x-kubernetes-preserve-unknown-fields"] = true; break;
            case XListTypeAttribute list: schema["x-kubernetes-list-type"] = list.Type.ToString().ToLowerInvariant(); break;
            case XMapTypeAttribute map: schema["x-kubernetes-map-type"] = map.Type.ToString().ToLowerInvariant(); break;
            case XListMapKeysAttribute keys: schema["x-kubernetes-list-map-keys"] = Strings(keys.Keys); break;
        }
    }

    private static void SetBounds(JsonObject schema, string noun, int minimum, int maximum)
    {
        if (minimum > 0)
        {
            schema[$"min{noun}"] = minimum;
        }

        schema[$"max{noun}"] = maximum;
    }

    private static JsonValue Number(double value) => value == Math.Floor(value) ? JsonValue.Create((long)value) : JsonValue.Create(value);

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
