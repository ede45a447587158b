using System.Text.Json.Nodes;

namespace Operator.Settings;

/// <summary>What it means when the workspace has a value where the spec has none.</summary>
internal enum RemoteAddition
{
    /// <summary>The server chose it: no difference, unless the operator had set it before and the user took it out.</summary>
    ServerChosen,

    /// <summary>It was added in the workspace: a difference.</summary>
    Differs,
}

/// <summary>
/// How one field is compared. A field without a rule is compared when the spec sets it; one that only the workspace has is a field
/// this version does not know, and servers grow new ones without a word.
/// </summary>
internal sealed record FieldRule(string Reason)
{
    /// <summary>Of an entry of a map, all of whose keys are the user's.</summary>
    public static readonly FieldRule MapEntry = Exact("Its key is the user's.") with { EmptyTextIsValue = true };

    /// <summary>Of an element of a list: it is there, whatever it says.</summary>
    public static readonly FieldRule ListElement = Exact("Its place is the user's.") with { EmptyTextIsValue = true };

    public RemoteAddition WhenUnset { get; init; } = RemoteAddition.Differs;

    /// <summary>What the server fills in for an unset field; equal to not being set.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>For a value, the values that may come back for it.</summary>
    public IReadOnlyDictionary<string, string[]>? Aliases { get; init; }

    /// <summary>
    /// Values that leave the choice to the server. Where nothing tells what it was asked for, any answer is right
    /// (<see cref="ComparisonContext.AcceptsAnyChoice"/>); everywhere else a value is what it is: a cluster stays in the zone it was pinned to until it is
    /// asked for another.
    /// </summary>
    public IReadOnlyList<string> Automatic { get; init; } = [];

    /// <summary>What an answer without it says of a field that the spec gives: servers leave zero and false out. An unset field is not set to it.</summary>
    public JsonNode? AbsentMeans { get; init; }

    /// <summary>"" is not the same as absent. Of texts for people it is: Databricks does not show an empty one.</summary>
    public bool EmptyTextIsValue { get; init; }

    /// <summary>The field that identifies the elements of a list, whose order then means nothing.</summary>
    public string? Key { get; init; }

    /// <summary>A list whose order means nothing.</summary>
    public bool IsSet { get; init; }

    /// <summary>An object whose keys are the user's own words.</summary>
    public bool IsMap { get; init; }

    /// <summary>Never compared.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>An answer without it says nothing.</summary>
    public bool MayBeHidden { get; init; }

    /// <summary>Of a field that may be hidden: an answer of this value says no more than none.</summary>
    public JsonNode? HiddenAs { get; init; }

    /// <summary>Of an object: exactly one of its fields is given, so that what a workspace has beside it cannot be kept.</summary>
    public bool IsChoice { get; init; }

    /// <summary>Its value is remembered as applied, because no answer may ever show it.</summary>
    public bool IsRemembered { get; init; }

    /// <summary>Upper and lower case are the same.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>Of an object: the field that names the policy which, once given, may add anything to the object.</summary>
    public string? PolicyField { get; init; }

    /// <summary>The server cannot change it on an existing object: a difference is reported, not written.</summary>
    public bool IsImmutable { get; init; }

    public static FieldRule Exact(string reason) => new(reason);

    public static FieldRule ServerDefault(JsonNode value, string reason) => new(reason) { Default = value };

    public static FieldRule ServerChosen(string reason) => new(reason) { WhenUnset = RemoteAddition.ServerChosen };

    public static FieldRule Alias(IReadOnlyDictionary<string, string[]> aliases, string reason) =>
        new(reason) { Aliases = aliases, WhenUnset = RemoteAddition.ServerChosen };

    public static FieldRule Resolved(string reason, params string[] automatic) =>
        new(reason) { Automatic = automatic, IgnoresCase = true, WhenUnset = RemoteAddition.ServerChosen };

    /// <summary>The rule of a field or, in a map, of an entry. Null where none speaks of it.</summary>
    public static FieldRule? Of(IReadOnlyDictionary<string, FieldRule> rules, FieldPath parent, string name) =>
        rules.GetValueOrDefault(parent.Pattern) is { IsMap: true }
            ? rules.GetValueOrDefault($"{parent.Pattern}[\"{name}\"]") ?? MapEntry
            : rules.GetValueOrDefault(parent.Field(name).Pattern);

    /// <summary>The value, or null where it is an empty text that says nothing.</summary>
    public static JsonNode? Meaning(JsonNode? value, FieldRule? rule) =>
        rule is not { EmptyTextIsValue: true } && value is JsonValue text && text.TryGetValue(out string? content) && content.Length == 0 ? null : value;

    /// <summary>The value of an answer, or null where it says no more than none.</summary>
    public static JsonNode? Answer(JsonNode? value, FieldRule? rule) =>
        Meaning(value, rule) is { } shown && !(rule?.HiddenAs is { } hidden && JsonNode.DeepEquals(shown, hidden)) ? shown : null;

    public static FieldRule KeyedList(string key, string reason) => new(reason) { Key = key };

    public static FieldRule Set(string reason) => new(reason) { IsSet = true };

    public static FieldRule Map(string reason) => new(reason) { IsMap = true };

    public static FieldRule Ignored(string reason) => new(reason) { IsIgnored = true };

    public static FieldRule NotReturned(string reason) => new(reason) { MayBeHidden = true, IsRemembered = true };

    public static FieldRule Immutable(string reason) => new(reason) { IsImmutable = true, WhenUnset = RemoteAddition.ServerChosen };

    /// <summary>True for two values that are not written alike and mean the same.</summary>
    public bool Allows(JsonNode desired, JsonNode observed, bool acceptsAnyChoice)
    {
        if (desired is not JsonValue || observed is not JsonValue)
        {
            return false;
        }

        var (one, other) = (desired.ToString(), observed.ToString());
        return (acceptsAnyChoice && Automatic.Contains(one, StringComparer.OrdinalIgnoreCase))
            || Answers(one).Intersect(Answers(other)).Any()
            || (IgnoresCase && one.Equals(other, StringComparison.OrdinalIgnoreCase));
    }

    private string[] Answers(string value) => Aliases is null ? [] : Aliases.TryGetValue(value, out var answers) ? answers : [value];
}
