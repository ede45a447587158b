using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Rules;

/// <summary>A rule attribute, bound to the type it stands on.</summary>
internal sealed class ObjectRule(ObjectRuleAttribute attribute, JsonTypeInfo type)
{
    private readonly FieldTerm[] _terms = [.. attribute.Terms.Select(term => FieldTerm.Of(term, type))];
    private readonly FieldTerm[] _unless = [.. RuleTerm.Split(attribute.Unless).Select(term => FieldTerm.Of(term, type))];
    private readonly FieldTerm[] _when = [.. RuleTerm.Split(attribute.When).Select(term => FieldTerm.Of(term, type))];

    /// <summary>What is wrong with an object that breaks the rule, behind the object's path.</summary>
    public string Problem { get; } = attribute.TextAfterPath;

    public string Cel
    {
        get
        {
            string[] conditions = _when.Length == 0 ? [] : [ObjectRuleAttribute.None([.. _when.Select(term => term.Cel)])];
            return ObjectRuleAttribute.Any([.. _unless.Select(term => term.Cel), .. conditions, attribute.Cel([.. _terms.Select(term => term.Cel)])]);
        }
    }

    public bool IsMet(object value)
    {
        if (IsAny(_unless, value) || (_when.Length > 0 && !IsAny(_when, value)))
        {
            return true;
        }

        Span<bool> holds = stackalloc bool[_terms.Length];
        for (var index = 0; index < holds.Length; index++)
        {
            holds[index] = _terms[index].Holds(value);
        }

        return attribute.IsMet(holds);
    }

    private static bool IsAny(FieldTerm[] terms, object value)
    {
        foreach (var term in terms)
        {
            if (term.Holds(value))
            {
                return true;
            }
        }

        return false;
    }
}
