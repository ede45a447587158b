using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>Compares two values.</summary>
public sealed class ConditionTaskSpec
{
    /// <summary>How to compare.</summary>
    /// <example>GREATER_THAN</example>
    [Required]
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("EQUAL_TO", "NOT_EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL")]
    public string Op { get; set; } = "";

    /// <summary>A text or a reference to a parameter or a task's value.</summary>
    /// <example>{{tasks.count.values.rows}}</example>
    [Required]
    [Length(0, 10000)]
    public string Left { get; set; } = "";

    /// <summary>As left.</summary>
    /// <example>0</example>
    [Required]
    [Length(0, 10000)]
    public string Right { get; set; } = "";
}
