namespace Operator.Runtime.Entities.Attributes;

/// <summary>
/// The values this version knows of a field that is open for newer ones: no constraint, but shown with the field's description, and named where another value
/// was refused.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KnownValuesAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values => values;

    /// <summary>Upper and lower case are the same.</summary>
    public bool IgnoresCase { get; init; }
}
