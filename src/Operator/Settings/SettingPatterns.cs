using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Operator.Settings;

/// <summary>The patterns of all settings a type of the spec has a field for, found by how it is written as wire JSON.</summary>
internal static class SettingPatterns
{
    public static IReadOnlySet<string> Of(JsonTypeInfo type) => Inside(type, FieldPath.Root).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Inside(JsonTypeInfo type, FieldPath parent) => type.Kind != JsonTypeInfoKind.Object
        ? []
        : type.Properties.SelectMany(property =>
        {
            var path = parent.Field(property.Name);
            return Of(property.PropertyType, type.Options, path).Prepend(path.Pattern);
        });

    private static IEnumerable<string> Of(Type property, JsonSerializerOptions options, FieldPath path)
    {
        var type = options.GetTypeInfo(property);
        return type.Kind == JsonTypeInfoKind.Enumerable && property.GetGenericArguments() is [var element]
            ? Inside(options.GetTypeInfo(element), path.Element(""))
            : Inside(type, path);
    }
}
