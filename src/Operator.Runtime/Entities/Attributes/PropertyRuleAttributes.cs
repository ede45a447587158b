using System.Collections;

namespace Operator.Runtime.Entities.Attributes;

/// <summary>A rule about the value of one field; as with <see cref="ObjectRuleAttribute"/>, one attribute is the CEL and what is evaluated.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public abstract class PropertyRuleAttribute : Attribute
{
    internal abstract string Cel { get; }

    /// <summary>Of a list of objects: the fields that the rule reads, as text.</summary>
    internal virtual IReadOnlyList<string> ElementFields => [];

    /// <summary>What the user reads; begins with the name of the field.</summary>
    internal abstract string Text(string field);

    /// <param name="value">Of the field; never null.</param>
    /// <param name="readers">Of <see cref="ElementFields"/>.</param>
    internal abstract bool IsMet(object value, Func<object, object?>[] readers);
}

/// <summary>No two elements of the list have the same values in these fields of text; a field that is not given is as good as an empty one.</summary>
public sealed class UniqueByAttribute(string fields, string message) : PropertyRuleAttribute
{
    public string Fields { get; } = fields;

    public string Message => message;

    internal override IReadOnlyList<string> ElementFields { get; } = RuleTerm.Split(fields);

    internal override string Cel =>
        $"self.all(one, self.exists_one(other, {string.Join(" && ", ElementFields.Select(name => $"{Value("one", name)} == {Value("other", name)}"))}))";

    internal override string Text(string field) => $"{field}: {message}";

    internal override bool IsMet(object value, Func<object, object?>[] readers)
    {
        var elements = (IList)value;
        for (var one = 0; one < elements.Count; one++)
        {
            for (var other = one + 1; other < elements.Count; other++)
            {
                if (IsSame(elements[one]!, elements[other]!, readers))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsSame(object one, object other, Func<object, object?>[] readers)
    {
        foreach (var reader in readers)
        {
            if (!string.Equals((string?)reader(one) ?? "", (string?)reader(other) ?? "", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static string Value(string element, string field) => $"(has({element}.{field}) ? {element}.{field} : '')";
}

/// <summary>No key of the map is empty or begins with this text, which is reserved.</summary>
public sealed class ReservedKeyPrefixAttribute(string prefix) : PropertyRuleAttribute
{
    public string Prefix => prefix;

    internal override string Cel => $"self.all(key, size(key) > 0 && !key.startsWith('{prefix}'))";

    internal override string Text(string field) => $"{field} must not have an empty key or one that starts with {prefix}, which is reserved";

    internal override bool IsMet(object value, Func<object, object?>[] readers)
    {
        foreach (var key in ((IDictionary<string, string>)value).Keys)
        {
            if (key.Length == 0 || key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
