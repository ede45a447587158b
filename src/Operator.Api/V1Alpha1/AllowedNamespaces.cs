using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>Whose objects may use a workspace.</summary>
[ValidationRule(
    "(has(self.from) && self.from == 'Selector') == has(self.selector)",
    "allowedNamespaces.selector belongs to from: Selector, and is needed there")]
public sealed class AllowedNamespaces
{
    /// <summary>Which namespaces. Default: Same.</summary>
    [DefaultValue("\"Same\"")]
    public NamespacesFrom? From { get; set; }

    /// <summary>With from Selector: the labels a namespace must have. An empty selector means every namespace.</summary>
    public NamespaceSelector? Selector { get; set; }
}

/// <summary>Which namespaces may use a workspace. Its own always may.</summary>
public enum NamespacesFrom
{
    /// <summary>the workspace's own namespace only.</summary>
    Same,

    /// <summary>every namespace.</summary>
    All,

    /// <summary>the namespaces with certain labels.</summary>
    Selector,
}

/// <summary>Labels a namespace must have; all requirements must hold.</summary>
[XMapType(XMapType.Atomic)]
public sealed class NamespaceSelector
{
    /// <summary>Labels with their values.</summary>
    /// <example>{"team": "data"}</example>
    [PropertyLimits(0, 64)]
    [Length(0, 63)]
    public IDictionary<string, string>? MatchLabels { get; set; }

    /// <summary>Further requirements.</summary>
    [Items(0, 32)]
    [XListType(XListType.Atomic)]
    public IList<SelectorRequirement>? MatchExpressions { get; set; }
}

/// <summary>One requirement on one label.</summary>
[ValidationRule(
    "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
    "matchExpressions: values are needed for the operators In and NotIn, and only there")]
public sealed class SelectorRequirement
{
    /// <summary>Name of the label.</summary>
    /// <example>team</example>
    [Required]
    [Length(1, 317)]
    public string Key { get; set; } = "";

    /// <summary>What must hold.</summary>
    [Required]
    public SelectorOperator Operator { get; set; }

    /// <summary>The values for In and NotIn.</summary>
    /// <example>["data", "ml"]</example>
    [Items(0, 64)]
    [Length(0, 63)]
    [XListType(XListType.Atomic)]
    public IList<string>? Values { get; set; }
}

/// <summary>What must hold for a label.</summary>
public enum SelectorOperator
{
    /// <summary>it has one of the values.</summary>
    In,

    /// <summary>it is absent or has none of the values.</summary>
    NotIn,

    /// <summary>it is there.</summary>
    Exists,

    /// <summary>it is absent.</summary>
    DoesNotExist,
}
