using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Rules;

/// <summary>The fields of a type as JSON knows them.</summary>
internal static class TypeFields
{
    /// <exception cref="InvalidOperationException">There is no such field; the message names it.</exception>
    public static JsonPropertyInfo Find(JsonTypeInfo type, string name) => type.Properties.FirstOrDefault(property => property.Name == name)
        ?? throw new InvalidOperationException($"{type.Type.Name} has no field {name}, of which one of its rules speaks.");

    /// <summary>The API server refuses an object without it.</summary>
    public static bool IsRequired(JsonPropertyInfo property) => property.IsRequired || Attributes<RequiredAttribute>(property).Any();

    public static IEnumerable<TAttribute> Attributes<TAttribute>(JsonPropertyInfo property)
        where TAttribute : Attribute => (property.AttributeProvider?.GetCustomAttributes(typeof(TAttribute), inherit: true) ?? []).Cast<TAttribute>();

    public static PropertyInfo Of(JsonPropertyInfo property) => property.AttributeProvider as PropertyInfo
        ?? throw new InvalidOperationException($"{property.Name} is no property of {property.DeclaringType.Name}, so a rule cannot read it.");
}
