using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;

namespace Operator.UnitTests.ObjectRules;

/// <summary>Reads and describes the types below.</summary>
internal static class Shapes
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter() },
    };
}

/// <summary>One field of every sort that a rule can ask about.</summary>
public sealed class Shape
{
    /// <summary>Text.</summary>
    [Length(0, 9)]
    public string? One { get; set; }

    /// <summary>Text.</summary>
    [Length(0, 9)]
    public string? Two { get; set; }

    /// <summary>Text.</summary>
    [Length(0, 9)]
    public string? Three { get; set; }

    /// <summary>Flag.</summary>
    public bool? Flag { get; set; }

    /// <summary>Number.</summary>
    public int? Number { get; set; }

    /// <summary>Mode.</summary>
    public ShapeMode? Mode { get; set; }

    /// <summary>Always given.</summary>
    [Required]
    public ShapeMode Kind { get; set; }

    /// <summary>More.</summary>
    public ShapeInside? Inside { get; set; }
}

/// <summary>A mode.</summary>
public enum ShapeMode
{
    /// <summary>round.</summary>
    Round,

    /// <summary>flat.</summary>
    Flat,
}

/// <summary>What stands inside.</summary>
public sealed class ShapeInside
{
    /// <summary>Mode.</summary>
    public ShapeMode? Mode { get; set; }
}

/// <summary>A tree with rules at every depth.</summary>
[AtMostOneOf("left, right", Because = "there is one way")]
[RequiredUnless("left", "right")]
public sealed class Tree : ITrimmedObject
{
    /// <summary>One way.</summary>
    [Length(0, 9)]
    [Immutable("it is planted once")]
    public string? Left { get; set; }

    /// <summary>The other way.</summary>
    [Length(0, 9)]
    public string? Right { get; set; }

    /// <summary>Its leaves.</summary>
    [Items(0, 9)]
    [XListType(XListType.Atomic)]
    [UniqueBy("name, colour", "give each leaf once")]
    public IList<Leaf>? Leaves { get; set; }

    /// <summary>Its branches.</summary>
    [Items(0, 9)]
    [XListType(XListType.Map)]
    [XListMapKeys("key")]
    public IList<Branch>? Branches { get; set; }

    /// <summary>Its labels.</summary>
    [PropertyLimits(0, 9)]
    [Length(0, 9)]
    [ReservedKeyPrefix("ours-")]
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>Where it stands.</summary>
    [Required]
    [Length(0, 9)]
    [Immutable("plant another one")]
    public string Place { get; set; } = "";

    /// <summary>No part of its JSON.</summary>
    [JsonIgnore]
    public string? Trimmed { get; set; }

    bool ITrimmedObject.IsTrimmed(string field) => field == Trimmed;
}

/// <summary>A branch.</summary>
public sealed class Branch
{
    /// <summary>Which.</summary>
    [Required]
    [Length(0, 9)]
    public string Key { get; set; } = "";

    /// <summary>Its leaf.</summary>
    public Leaf? Leaf { get; set; }
}

/// <summary>A leaf.</summary>
[AtLeastOneOf("name, colour")]
public sealed class Leaf
{
    /// <summary>Name.</summary>
    [Length(0, 9)]
    public string? Name { get; set; }

    /// <summary>Colour.</summary>
    [Length(0, 9)]
    public string? Colour { get; set; }
}

/// <summary>A rule about a field that is not there.</summary>
[ExactlyOneOf("name, nowhere")]
public sealed class Misspelled
{
    /// <summary>Name.</summary>
    [Length(0, 9)]
    public string? Name { get; set; }
}

/// <summary>A rule that asks whether a field is given that has to be.</summary>
[AtLeastOneOf("name")]
public sealed class Pointless
{
    /// <summary>Name.</summary>
    [Required]
    [Length(0, 9)]
    public string Name { get; set; } = "";
}

/// <summary>Objects with rules in a map.</summary>
public sealed class Mapped
{
    /// <summary>By name.</summary>
    [PropertyLimits(0, 9)]
    public IDictionary<string, Leaf>? Leaves { get; set; }
}
