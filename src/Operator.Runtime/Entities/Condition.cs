using System.Text.Json.Serialization;

namespace Operator.Runtime.Entities;

/// <summary>One aspect of the object's state, in the shape of metav1.Condition.</summary>
public sealed record Condition
{
    /// <summary>The aspect, for example Ready.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>True, False or Unknown.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>One CamelCase word out of the documented list, meant for programs.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>What is the case and what to do about it, meant for people.</summary>
    [JsonPropertyName("message")]
    public string Message { get; init; } = "";

    /// <summary>The metadata.generation this condition speaks of.</summary>
    [JsonPropertyName("observedGeneration")]
    public long ObservedGeneration { get; init; }

    /// <summary>When status last changed; whole seconds, UTC.</summary>
    [JsonPropertyName("lastTransitionTime")]
    public DateTime LastTransitionTime { get; init; }
}
