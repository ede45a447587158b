using System.Text.Json.Nodes;

namespace Operator.Drift;

/// <summary>What it means when the workspace has a value where the spec has none.</summary>
internal enum RemoteAddition
{
    /// <summary>Somebody added it: a difference.</summary>
    Differs,

    /// <summary>The server chose it: no difference, unless the operator had set it before and the user took it out.</summary>
    ServerChosen,
}

/// <summary>How one field is compared. A field without a rule is compared as it stands.</summary>
internal sealed record FieldRule(string Reason)
{
    public RemoteAddition WhenUnset { get; init; } = RemoteAddition.Differs;

    /// <summary>What the server fills in for an unset field; equal to not being set.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>Other spellings of a value; both sides are brought to the right-hand one.</summary>
    public IReadOnlyDictionary<string, string>? Aliases { get; init; }

    /// <summary>The field that identifies the elements of a list, whose order then means nothing.</summary>
    public string? Key { get; init; }

    /// <summary>A list whose order means nothing.</summary>
    public bool IsSet { get; init; }

    /// <summary>An object whose keys are the user's own words.</summary>
    public bool IsMap { get; init; }

    /// <summary>Never compared: the server does not return it, or it is not worth a call.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>The server cannot change it on an existing object: a difference is reported, not written.</summary>
    public bool IsImmutable { get; init; }

    public static FieldRule ServerDefault(JsonNode value, string reason) => new(reason) { Default = value };

    public static FieldRule ServerChosen(string reason) => new(reason) { WhenUnset = RemoteAddition.ServerChosen };

    public static FieldRule Alias(IReadOnlyDictionary<string, string> aliases, string reason) =>
        new(reason) { Aliases = aliases, WhenUnset = RemoteAddition.ServerChosen };

    public static FieldRule KeyedList(string key, string reason) => new(reason) { Key = key };

    public static FieldRule Set(string reason) => new(reason) { IsSet = true };

    public static FieldRule Map(string reason) => new(reason) { IsMap = true };

    public static FieldRule Ignored(string reason) => new(reason) { IsIgnored = true };

    public static FieldRule Immutable(string reason) => new(reason) { IsImmutable = true, WhenUnset = RemoteAddition.ServerChosen };
}
