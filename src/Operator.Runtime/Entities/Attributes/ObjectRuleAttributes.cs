namespace Operator.Runtime.Entities.Attributes;

/// <summary>
/// A rule about which fields of an object are given. The definition says it in CEL, and <see cref="Rules.ObjectValidator"/> evaluates the same attribute where
/// an API server does not.
/// </summary>
/// <remarks>
/// Fields are given as one text with commas between them, each as the spec spells it: <c>policies.management</c> stands inside <c>policies</c>. Where only some
/// values count, a comparison follows: <c>isSingleNode == true</c>, <c>format != SOURCE</c>, <c>numWorkers > 0</c>. A field that is not given fulfils none.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public abstract class ObjectRuleAttribute : Attribute
{
    /// <summary>Conditions, of which one lifts the rule.</summary>
    public string Unless { get; init; } = "";

    /// <summary>Conditions, of which one has to be fulfilled for the rule to apply; without any it applies always.</summary>
    public string When { get; init; } = "";

    /// <summary>Why, or what to do; stands at the end of the message.</summary>
    public string? Because { get; init; }

    /// <summary>What the user reads, in place of the message that the fields and conditions make.</summary>
    public string? Message { get; init; }

    internal string Text => Message ?? $"{Sentence}{Conditions}{(Because is null ? "" : $": {Because}")}";

    /// <summary>The message behind the path of the object.</summary>
    internal virtual string TextAfterPath => $": {Text}";

    /// <summary>What the rule asks for, in words.</summary>
    internal abstract string Sentence { get; }

    /// <summary>What the rule is about, in the order of <see cref="Cel"/> and <see cref="IsMet"/>.</summary>
    internal abstract IReadOnlyList<string> Terms { get; }

    /// <param name="terms">Each term in CEL.</param>
    internal abstract string Cel(IReadOnlyList<string> terms);

    /// <param name="terms">Whether each term is fulfilled.</param>
    internal abstract bool IsMet(ReadOnlySpan<bool> terms);

    internal static string Any(IReadOnlyList<string> terms) => string.Join(" || ", terms);

    internal static string None(IReadOnlyList<string> terms) => terms.Count == 1 ? $"!{terms[0]}" : $"!({Any(terms)})";

    private string Conditions =>
        $"{(When.Length == 0 ? "" : $" when {RuleTerm.Alternatives(When)}")}{(Unless.Length == 0 ? "" : $", unless {RuleTerm.Alternatives(Unless)}")}";
}

/// <summary>One of the fields is given and no second one.</summary>
public sealed class ExactlyOneOfAttribute(string fields) : ObjectRuleAttribute
{
    public string Fields { get; } = fields;

    internal override IReadOnlyList<string> Terms { get; } = RuleTerm.Split(fields);

    internal override string Sentence => $"give exactly one of {RuleTerm.Enumerate(Terms, "and")}";

    internal override string Cel(IReadOnlyList<string> terms) =>
        terms is [var one, var other] ? $"{one} != {other}" : $"[{string.Join(", ", terms)}].exists_one(given, given)";

    internal override bool IsMet(ReadOnlySpan<bool> terms) => terms.Count(true) == 1;
}

/// <summary>No two of the fields are given.</summary>
public sealed class AtMostOneOfAttribute(string fields) : ObjectRuleAttribute
{
    public string Fields { get; } = fields;

    internal override IReadOnlyList<string> Terms { get; } = RuleTerm.Split(fields);

    internal override string Sentence => $"{RuleTerm.Enumerate(Terms, "and")} exclude each other";

    internal override string Cel(IReadOnlyList<string> terms) =>
        terms is [var one, var other] ? $"!({one} && {other})" : $"[{string.Join(", ", terms)}].filter(given, given).size() <= 1";

    internal override bool IsMet(ReadOnlySpan<bool> terms) => terms.Count(true) <= 1;
}

/// <summary>One of the fields is given, or several.</summary>
public sealed class AtLeastOneOfAttribute(string fields) : ObjectRuleAttribute
{
    public string Fields { get; } = fields;

    internal override IReadOnlyList<string> Terms { get; } = RuleTerm.Split(fields);

    internal override string Sentence => $"give {RuleTerm.Enumerate(Terms, "or")}";

    internal override string Cel(IReadOnlyList<string> terms) => Any(terms);

    internal override bool IsMet(ReadOnlySpan<bool> terms) => terms.Contains(true);
}

/// <summary>Where one of the first fields is given, none of the others is.</summary>
public sealed class ExcludesAttribute(string fields, string others) : ObjectRuleAttribute
{
    private readonly int _first = RuleTerm.Split(fields).Length;

    public string Fields { get; } = fields;

    public string Others { get; } = others;

    internal override IReadOnlyList<string> Terms { get; } = [.. RuleTerm.Split(fields), .. RuleTerm.Split(others)];

    internal override string Sentence =>
        $"{RuleTerm.Enumerate([.. Terms.Take(_first)], "and")} {(_first == 1 ? "excludes" : "exclude")} {RuleTerm.Enumerate([.. Terms.Skip(_first)], "and")}";

    internal override string Cel(IReadOnlyList<string> terms) => $"{None([.. terms.Take(_first)])} || {None([.. terms.Skip(_first)])}";

    internal override bool IsMet(ReadOnlySpan<bool> terms) => !terms[.._first].Contains(true) || !terms[_first..].Contains(true);
}

/// <summary>A field that has to be given under conditions; its message begins with the name of a field.</summary>
public abstract class RequiredFieldAttribute(string field) : ObjectRuleAttribute
{
    public string Field { get; } = field;

    internal override string TextAfterPath => $".{Text}";

    internal override IReadOnlyList<string> Terms { get; } = [field];

    internal override string Sentence => $"{Field} is required";

    internal override string Cel(IReadOnlyList<string> terms) => terms[0];

    internal override bool IsMet(ReadOnlySpan<bool> terms) => terms[0];
}

/// <summary>The field has to be given where none of the conditions is fulfilled.</summary>
public sealed class RequiredUnlessAttribute : RequiredFieldAttribute
{
    public RequiredUnlessAttribute(string field, string unless)
        : base(field) => Unless = unless;
}

/// <summary>The field has to be given where one of the conditions is fulfilled.</summary>
public sealed class RequiredWhenAttribute : RequiredFieldAttribute
{
    public RequiredWhenAttribute(string field, string when)
        : base(field) => When = when;
}
