using System.Reflection;
using k8s.Models;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Schema;

/// <summary>The types of one kind, one for each of its versions.</summary>
internal static class EntityVersions
{
    /// <summary>What an API server shows of a warning.</summary>
    private const int LongestWarning = 256;

    private static readonly EntityVersionAttribute Usual = new();

    public static EntityVersionAttribute Of(Type version) => version.GetCustomAttribute<EntityVersionAttribute>() ?? Usual;

    public static EntityScope Scope(Type version) => version.GetCustomAttribute<EntityScopeAttribute>()?.Scope ?? EntityScope.Namespaced;

    /// <summary>The version in which objects are stored; the names of the kind are those that its type says.</summary>
    /// <exception cref="ArgumentException">The types are no versions of one kind that an API server takes.</exception>
    public static Type Stored(IReadOnlyList<Type> versions)
    {
        Demand(versions.Count > 0, "a kind has one version at least");
        KubernetesEntityAttribute[] kinds = [.. versions.Select(EntityKind.Of)];
        Demand(kinds.DistinctBy(kind => (kind.Group, kind.Kind, kind.PluralName)).Count() == 1, "these are different kinds", versions);
        Demand(versions.DistinctBy(Scope).Count() == 1, "all versions of a kind live in the same scope", versions);
        Demand(kinds.DistinctBy(kind => kind.ApiVersion).Count() == versions.Count, "each version has a name of its own", versions);
        Demand(versions.Any(version => Of(version).IsServed), "one version at least is served", versions);
        foreach (Type version in versions.Where(version => Of(version).DeprecationWarning is { } warning && warning.Length is 0 or > LongestWarning))
        {
            Demand(false, $"a deprecation warning has 1 to {LongestWarning} characters", [version]);
        }

        Type[] stored = [.. versions.Where(version => Of(version).IsStored)];
        Demand(stored.Length == 1, "exactly one version is stored", versions);
        return stored[0];
    }

    private static void Demand(bool condition, string text, IReadOnlyList<Type>? types = null)
    {
        if (!condition)
        {
            throw new ArgumentException($"{text}: {string.Join(", ", (types ?? []).Select(type => type.Name))}");
        }
    }
}
