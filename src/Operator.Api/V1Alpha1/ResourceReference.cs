using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>Names an object of another resource of this operator in the same namespace.</summary>
[XMapType(XMapType.Atomic)]
public sealed class ResourceReference
{
    /// <summary>Name of the resource.</summary>
    /// <example>shared-etl</example>
    [Required]
    [Length(1, 253)]
    [Pattern(Patterns.Subdomain)]
    public string Name { get; set; } = "";
}
