namespace Operator.Runtime.Entities.Attributes;

/// <summary>The field must be given.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;

/// <summary>A regular expression (RE2) for a string, each element of a list of strings, or each value of a map of strings.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string regexPattern) : Attribute
{
    public string RegexPattern => regexPattern;
}

/// <summary>Bounds, in characters, of a string, each element of a list of strings, or each value of a map of strings.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int minLength, int maxLength) : Attribute
{
    public int MinLength => minLength;

    public int MaxLength => maxLength;
}

/// <summary>How many elements a list may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int minItems, int maxItems) : Attribute
{
    public int MinItems => minItems;

    public int MaxItems => maxItems;
}

/// <summary>How many entries a map may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PropertyLimitsAttribute(int minProperties, int maxProperties) : Attribute
{
    public int MinProperties => minProperties;

    public int MaxProperties => maxProperties;
}

/// <summary>The smallest number allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMinimumAttribute(double minimum) : Attribute
{
    public double Minimum => minimum;
}

/// <summary>The largest number allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMaximumAttribute(double maximum) : Attribute
{
    public double Maximum => maximum;
}

/// <summary>The only values allowed; for strings that are not C# enums.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnumValuesAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values => values;
}

/// <summary>What the API server puts there when nothing is given; as JSON.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class DefaultValueAttribute(string json) : Attribute
{
    public string Json => json;
}

/// <summary>The API server keeps fields it does not know below this one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;

/// <summary>
/// A CEL rule the API server checks at every write of the object, property or list it stands on. For what the attributes of <see cref="ObjectRuleAttribute"/>
/// and <see cref="PropertyRuleAttribute"/> cannot say; for API servers without CEL the operator has to say it once more by hand.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string message) : Attribute
{
    public string Rule => rule;

    /// <summary>What the user reads; names the field and says what to do.</summary>
    public string Message => message;

    /// <summary>
    /// The rule is also checked at creation, with an optional value as oldSelf: a rule that is added later can let pass what was stored before it. API servers
    /// before 1.29 refuse a definition with such a rule.
    /// </summary>
    public bool OptionalOldSelf { get; init; }
}
