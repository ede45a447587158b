namespace Operator.Runtime.Entities.Attributes;

/// <summary>How server-side apply merges a list.</summary>
public enum XListType
{
    Atomic,
    Set,
    Map,
}

/// <summary>How server-side apply merges the list; every list says so.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XListTypeAttribute(XListType type) : Attribute
{
    public XListType Type => type;
}

/// <summary>The fields that identify an element of a <see cref="XListType.Map"/> list.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XListMapKeysAttribute(params string[] keys) : Attribute
{
    public IReadOnlyList<string> Keys => keys;
}

/// <summary>How server-side apply merges an object.</summary>
public enum XMapType
{
    Atomic,
    Granular,
}

/// <summary>How server-side apply merges the object; without it field by field.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class XMapTypeAttribute(XMapType type) : Attribute
{
    public XMapType Type => type;
}
