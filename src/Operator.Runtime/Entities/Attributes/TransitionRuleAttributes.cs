namespace Operator.Runtime.Entities.Attributes;

/// <summary>
/// The field stays as it was when the object was created: it cannot be given later, changed or taken out. The API server alone knows how it was: to
/// notice a change elsewhere, the value has to be recorded.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ImmutableAttribute(string because) : Attribute
{
    /// <summary>Why, or what to do; stands at the end of the message.</summary>
    public string Because => because;

    internal string Text(string field) => $"{field} cannot change: {because}";

    /// <summary>On the object that holds the field: a rule on an optional field itself is not evaluated when the field comes or goes.</summary>
    internal static string CelOfHolder(string field) =>
        $"has(self.{field}) == has(oldSelf.{field}) && (!has(self.{field}) || self.{field} == oldSelf.{field})";
}

/// <summary>A field of the spec cannot change any more once a field of the status is given; for the class of a whole object.</summary>
/// <param name="name">The field of the spec.</param>
/// <param name="record">The field of the status.</param>
/// <param name="because">Why, or what to do; stands at the end of the message.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ImmutableOnceRecordedAttribute(string name, string record, string because) : Attribute
{
    public string Name => name;

    public string Record => record;

    public string Because => because;

    /// <summary>A field that was not given may still be given afterwards.</summary>
    public bool MayBeAdded { get; init; }

    internal string Text =>
        $"spec.{name} {(MayBeAdded ? "can neither change nor be removed" : "cannot change")} once status.{record} is recorded; {because}";

    internal string Cel
    {
        get
        {
            var (now, before) = ($"self.spec.{name}", $"oldSelf.spec.{name}");
            var isKept = MayBeAdded
                ? $"!has({before}) || (has({now}) && {now} == {before})"
                : $"(has({now}) == has({before}) && (!has({now}) || {now} == {before}))";
            return $"!has(oldSelf.status) || !has(oldSelf.status.{record}) || {isKept}";
        }
    }
}
