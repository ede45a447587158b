using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Rules;

/// <summary>The rules about one field and everything inside of it.</summary>
internal sealed class PropertyRules
{
    private readonly string _name;
    private readonly Func<object, object?> _value;
    private readonly OwnRule[] _own;
    private readonly TypeRules _inside;
    private readonly bool _hasElements;
    private readonly Func<object, object?>? _key;

    private PropertyRules(JsonPropertyInfo property, JsonTypeInfo? element, OwnRule[] own, TypeRules inside)
    {
        _name = property.Name;
        _value = PropertyReader.Value(TypeFields.Of(property));
        _own = own;
        _inside = inside;
        _hasElements = element is not null;
        _key = TypeFields.Attributes<XListMapKeysAttribute>(property).FirstOrDefault()?.Keys is [var key] ? Reader(key, element) : null;
    }

    /// <summary>Null where no value of the field can break anything, so that it does not have to be checked.</summary>
    public static PropertyRules? Of(JsonPropertyInfo property, JsonSerializerOptions options)
    {
        var type = options.GetTypeInfo(property.PropertyType);
        var element = type.ElementType is { } one ? options.GetTypeInfo(one) : null;
        var inside = TypeRules.Of(element ?? type);
        OwnRule[] own =
        [
            .. TypeFields.Attributes<PropertyRuleAttribute>(property)
                .Select(rule => new OwnRule(rule, [.. rule.ElementFields.Select(field => Reader(field, element))])),
        ];
        if (!inside.IsEmpty && type.Kind == JsonTypeInfoKind.Dictionary)
        {
            throw new InvalidOperationException($"{property.Name} is a map of objects with rules, which are looked for in fields and lists only.");
        }

        return own.Length == 0 && inside.IsEmpty ? null : new(property, element, own, inside);
    }

    public void Check(object owner, ref List<string>? problems)
    {
        if (_value(owner) is not { } value)
        {
            return;
        }

        foreach (var own in _own)
        {
            if (!own.Rule.IsMet(value, own.Readers))
            {
                (problems ??= []).Add($".{own.Rule.Text(_name)}");
            }
        }

        if (_inside.IsEmpty)
        {
            return;
        }

        if (_hasElements)
        {
            CheckElements((IList)value, ref problems);
        }
        else
        {
            Check(value, null, ref problems);
        }
    }

    private void CheckElements(IList list, ref List<string>? problems)
    {
        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is { } element)
            {
                Check(element, index, ref problems);
            }
        }
    }

    /// <summary>Paths are put together where there is a problem only.</summary>
    private void Check(object value, int? index, ref List<string>? problems)
    {
        var before = problems?.Count ?? 0;
        _inside.Check(value, ref problems);
        if (problems is null || problems.Count == before)
        {
            return;
        }

        var place = index is null ? $".{_name}" : $".{_name}[{_key?.Invoke(value) ?? index}]";
        for (var problem = before; problem < problems.Count; problem++)
        {
            problems[problem] = $"{place}{problems[problem]}";
        }
    }

    private static Func<object, object?> Reader(string field, JsonTypeInfo? element) => element is null
        ? throw new InvalidOperationException($"{field} is looked for in the elements of what is no list.")
        : PropertyReader.Value(TypeFields.Of(TypeFields.Find(element, field)));

    private sealed record OwnRule(PropertyRuleAttribute Rule, Func<object, object?>[] Readers);
}
