using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Rules;

/// <summary>The rules about objects of one type and everything inside of them.</summary>
internal sealed class TypeRules
{
    private static readonly TypeRules None = new([], []);

    private readonly ObjectRule[] _rules;
    private readonly PropertyRules[] _properties;

    private TypeRules(ObjectRule[] rules, PropertyRules[] properties)
    {
        _rules = rules;
        _properties = properties;
    }

    /// <summary>No object of the type can break anything, so none has to be checked.</summary>
    public bool IsEmpty => _rules.Length == 0 && _properties.Length == 0;

    public static TypeRules Of(JsonTypeInfo type) => type.Kind != JsonTypeInfoKind.Object
        ? None
        : new(
            [.. type.Type.GetCustomAttributes<ObjectRuleAttribute>(inherit: true).Select(rule => new ObjectRule(rule, type))],
            [.. type.Properties.Select(property => PropertyRules.Of(property, type.Options)).OfType<PropertyRules>()]);

    /// <summary>Adds what is wrong, each sentence behind the path of the object.</summary>
    public void Check(object value, ref List<string>? problems)
    {
        foreach (var rule in _rules)
        {
            if (!rule.IsMet(value))
            {
                (problems ??= []).Add(rule.Problem);
            }
        }

        foreach (var property in _properties)
        {
            property.Check(value, ref problems);
        }
    }
}
