using System.Text.Json.Serialization;
using k8s.Models;
using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;

namespace Operator.UnitTests.Schema;

/// <summary>A kind with one field of every sort.</summary>
[KubernetesEntity(Group = "example.com", ApiVersion = "v1", Kind = "Sample", PluralName = "samples")]
[EntityScope(EntityScope.Cluster)]
[ValidationRule("self.metadata.name != 'x'", "the name must not be x")]
public sealed class SampleEntity : CustomKubernetesEntity<SampleSpec, SampleStatus>;

/// <summary>The wish.</summary>
public sealed class SampleSpec
{
    /// <summary>
    /// A name,   over two
    /// lines, like <c>abc</c> or <see cref="SampleMode"/>.
    /// </summary>
    /// <remarks>Lower case.</remarks>
    /// <example>abc</example>
    [Required]
    [Length(1, 10)]
    [Pattern("^[a-z]+$")]
    public string Name { get; set; } = "";

    /// <summary>How.</summary>
    public SampleMode? Mode { get; set; }

    /// <summary>Number.</summary>
    [RangeMinimum(0)]
    [RangeMaximum(2.5)]
    public double? Ratio { get; set; }

    /// <summary>Number.</summary>
    public int? Count { get; set; }

    /// <inheritdoc cref="Count"/>
    /// <example>7</example>
    public long? Id { get; set; }

    /// <summary>Time.</summary>
    public DateTime? At { get; set; }

    /// <summary>Words.</summary>
    [Items(1, 3)]
    [Length(2, 4)]
    [XListType(XListType.Set)]
    public IList<string>? Words { get; set; }

    /// <summary>Labels.</summary>
    [PropertyLimits(0, 5)]
    [Length(0, 6)]
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>Parts.</summary>
    [Items(0, 2)]
    [XListType(XListType.Map)]
    [XListMapKeys("key")]
    public IList<SamplePart>? Parts { get; set; }
}

/// <summary>A part.</summary>
[ValidationRule("self.key != 'a'", "key must not be a")]
public sealed class SamplePart
{
    /// <summary>Its key.</summary>
    [JsonRequired]
    [EnumValues("a", "b")]
    public string Key { get; set; } = "";
}

/// <summary>A mode.</summary>
public enum SampleMode
{
    /// <summary>not slow.</summary>
    Fast,

    /// <summary>not fast.</summary>
    Slow,
}

/// <summary>The state.</summary>
public sealed class SampleStatus
{
    /// <summary>Conditions.</summary>
    [Items(0, 8)]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public IList<Condition>? Conditions { get; set; }
}

/// <summary>A string without a bound.</summary>
public sealed class UnboundedString
{
    /// <summary>Text.</summary>
    public string? Text { get; set; }
}

/// <summary>A list without a bound.</summary>
public sealed class UnboundedList
{
    /// <summary>Numbers.</summary>
    [XListType(XListType.Atomic)]
    public IList<int>? Numbers { get; set; }
}

/// <summary>A list that does not say how it merges.</summary>
public sealed class UntypedList
{
    /// <summary>Numbers.</summary>
    [Items(0, 1)]
    public IList<int>? Numbers { get; set; }
}

/// <summary>A map without a bound.</summary>
public sealed class UnboundedMap
{
    /// <summary>Numbers.</summary>
    public IDictionary<string, int>? Numbers { get; set; }
}

/// <summary>A field without a description.</summary>
public sealed class UndocumentedField
{
    public bool? Flag { get; set; }
}

/// <summary>A field of any type.</summary>
public sealed class UntypedField
{
    /// <summary>Anything.</summary>
    public object? Value { get; set; }
}
