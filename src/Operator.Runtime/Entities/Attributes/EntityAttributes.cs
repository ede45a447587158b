namespace Operator.Runtime.Entities.Attributes;

/// <summary>Whether objects of a kind live in a namespace.</summary>
public enum EntityScope
{
    Namespaced,
    Cluster,
}

/// <summary>Where objects of the kind live; without it they are namespaced.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EntityScopeAttribute(EntityScope scope) : Attribute
{
    public EntityScope Scope => scope;
}

/// <summary>What becomes of one version of a kind that has several; without it a version is served, stored and not deprecated.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EntityVersionAttribute : Attribute
{
    /// <summary>Clients may use the version.</summary>
    public bool IsServed { get; init; } = true;

    /// <summary>The API server writes objects to its database in this version; true of exactly one.</summary>
    public bool IsStored { get; init; } = true;

    /// <summary>What clients that use the version are shown: which version to use instead. The version is deprecated where this is given.</summary>
    public string? DeprecationWarning { get; init; }
}

/// <summary>What <c>kubectl get</c> accepts in place of the plural name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityShortNamesAttribute(params string[] shortNames) : Attribute
{
    public IReadOnlyList<string> ShortNames => shortNames;
}

/// <summary>Groups of kinds that <c>kubectl get</c> lists under one name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityCategoriesAttribute(params string[] categories) : Attribute
{
    public IReadOnlyList<string> Categories => categories;
}

/// <summary>Which output of <c>kubectl get</c> shows a column.</summary>
public enum PrinterColumnPriority
{
    StandardView = 0,
    WideView = 1,
}

/// <summary>A column of <c>kubectl get</c>; columns appear in the order of the attributes.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GenericAdditionalPrinterColumnAttribute(string jsonPath, string name, string type) : Attribute
{
    public string JsonPath => jsonPath;

    public string Name => name;

    public string Type => type;

    public PrinterColumnPriority Priority { get; init; }
}
