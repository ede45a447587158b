using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Rules;

/// <summary>A term of a rule, bound to the type that the rule stands on: in CEL, and as a question to an object.</summary>
/// <param name="Cel">What it is in CEL.</param>
/// <param name="Holds">Whether it is fulfilled by an object.</param>
internal sealed record FieldTerm(string Cel, Func<object, bool> Holds)
{
    /// <exception cref="InvalidOperationException">The type has no such field, or one that is always given.</exception>
    public static FieldTerm Of(string text, JsonTypeInfo type)
    {
        var term = RuleTerm.Parse(text);
        var path = Resolve(type, term.Path);
        return new(InCel(path, term), Question(path, term, type));
    }

    private static List<JsonPropertyInfo> Resolve(JsonTypeInfo type, string path)
    {
        var properties = new List<JsonPropertyInfo>();
        foreach (var name in path.Split('.'))
        {
            var holder = properties.Count == 0 ? type : type.Options.GetTypeInfo(properties[^1].PropertyType);
            properties.Add(TypeFields.Find(holder, name));
        }

        return properties;
    }

    private static string InCel(List<JsonPropertyInfo> path, RuleTerm term)
    {
        var (place, parts) = ("self", new List<string>());
        foreach (var property in path)
        {
            place = $"{place}.{property.Name}";
            if (!TypeFields.IsRequired(property))
            {
                // Reading a field that is not given is an error in CEL.
                parts.Add($"has({place})");
            }
        }

        if (Compared(place, path[^1].PropertyType, term) is { } comparison)
        {
            parts.Add(comparison);
        }

        return parts switch
        {
            [] => throw new InvalidOperationException($"{term.Path} is required, so a rule that asks whether it is given says nothing."),
            [var only] when term.Comparison is null => only,
            _ => $"({string.Join(" && ", parts)})",
        };
    }

    private static string? Compared(string place, Type type, RuleTerm term)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return term switch
        {
            { Comparison: null } => null,
            { Comparison: "==", Value: "true" } when plain == typeof(bool) => place,
            { Comparison: "==", Value: "false" } when plain == typeof(bool) => $"!{place}",
            _ when plain == typeof(string) || plain.IsEnum => $"{place} {term.Comparison} '{term.Value}'",
            _ => $"{place} {term.Comparison} {term.Value}",
        };
    }

    private static Func<object, bool> Question(List<JsonPropertyInfo> path, RuleTerm term, JsonTypeInfo type)
    {
        var last = PropertyReader.Test(TypeFields.Of(path[^1]), term);
        if (path.Count > 1)
        {
            Func<object, object?>[] holders = [.. path.SkipLast(1).Select(property => PropertyReader.Value(TypeFields.Of(property)))];
            return owner => Inside(owner, holders) is { } holder && last(holder);
        }

        return term.Comparison is null && type.Type.IsAssignableTo(typeof(ITrimmedObject))
            ? owner => last(owner) || ((ITrimmedObject)owner).IsTrimmed(term.Path)
            : last;
    }

    private static object? Inside(object owner, Func<object, object?>[] holders)
    {
        object? holder = owner;
        for (var index = 0; index < holders.Length && holder is not null; index++)
        {
            holder = holders[index](holder);
        }

        return holder;
    }
}
