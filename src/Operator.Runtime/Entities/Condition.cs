using System.Text.Json.Serialization;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Entities;

/// <summary>One aspect of the object's state, in the shape of metav1.Condition.</summary>
public sealed record Condition
{
    /// <summary>The aspect, for example Ready.</summary>
    /// <example>Ready</example>
    [JsonPropertyName("type")]
    [Length(1, 316)]
    [Pattern("^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$")]
    public required string Type { get; init; }

    /// <summary>True, False or Unknown.</summary>
    /// <example>True</example>
    [JsonPropertyName("status")]
    [EnumValues("True", "False", "Unknown")]
    public required string Status { get; init; }

    /// <summary>One CamelCase word out of the documented list, meant for programs.</summary>
    /// <example>Available</example>
    [JsonPropertyName("reason")]
    [Length(1, 1024)]
    [Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    public required string Reason { get; init; }

    /// <summary>What is the case and what to do about it, meant for people.</summary>
    /// <example>The workspace is preparing it</example>
    [JsonPropertyName("message")]
    [Required]
    [Length(0, 32768)]
    public string Message { get; init; } = "";

    /// <summary>The metadata.generation this condition speaks of.</summary>
    /// <example>3</example>
    [JsonPropertyName("observedGeneration")]
    [RangeMinimum(0)]
    public long ObservedGeneration { get; init; }

    /// <summary>When status last changed; whole seconds, UTC.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    [JsonPropertyName("lastTransitionTime")]
    [Required]
    public DateTime LastTransitionTime { get; init; }
}
