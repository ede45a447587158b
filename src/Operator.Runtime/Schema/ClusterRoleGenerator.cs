using System.Reflection;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Runtime.Rbac;

namespace Operator.Runtime.Schema;

/// <summary>Collects the access that classes declare with <see cref="EntityRbacAttribute"/> into the rules of a ClusterRole.</summary>
public static class ClusterRoleGenerator
{
    public static JsonObject ClusterRole(string name, JsonArray rules) => new()
    {
        ["apiVersion"] = "rbac.authorization.k8s.io/v1",
        ["kind"] = "ClusterRole",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["rules"] = rules.DeepClone(),
    };

    /// <summary>The rules for what the classes declare.</summary>
    public static JsonArray Rules(IEnumerable<Type> types) => Rules(types.SelectMany(type => type.GetCustomAttributes<EntityRbacAttribute>()));

    /// <summary>One rule per API group and set of verbs, in a fixed order.</summary>
    public static JsonArray Rules(IEnumerable<EntityRbacAttribute> needs)
    {
        Dictionary<(string Group, string Resource), RbacVerb> access = [];
        foreach (EntityRbacAttribute attribute in needs)
        {
            foreach ((string group, string resource, RbacVerb verbs) in attribute.Entities.SelectMany(entity => Access(entity, attribute.Verbs)))
            {
                access[(group, resource)] = access.GetValueOrDefault((group, resource)) | verbs;
            }
        }

        return new([.. access
            .GroupBy(entry => (entry.Key.Group, Verbs: entry.Value), entry => entry.Key.Resource)
            .Select(rule => (rule.Key.Group, Resources: rule.Order(StringComparer.Ordinal).ToArray(), rule.Key.Verbs))
            .OrderBy(rule => rule.Group, StringComparer.Ordinal).ThenBy(rule => rule.Resources[0], StringComparer.Ordinal)
            .Select(rule => Rule(rule.Group, rule.Resources, rule.Verbs))]);
    }

    private static IEnumerable<(string Group, string Resource, RbacVerb Verbs)> Access(Type entity, RbacVerb verbs)
    {
        KubernetesEntityAttribute kind = EntityKind.Of(entity);
        yield return (kind.Group, kind.PluralName, verbs);
        if (verbs.HasFlag(RbacVerb.Patch) && entity.GetInterfaces().Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IStatus<>)))
        {
            yield return (kind.Group, $"{kind.PluralName}/status", RbacVerb.Patch);
        }
    }

    private static JsonObject Rule(string group, string[] resources, RbacVerb verbs) => new JsonObject
    {
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = SchemaConstraints.Strings(resources),
        ["verbs"] = SchemaConstraints.Strings(Enum.GetValues<RbacVerb>()
            .Where(verb => verb != RbacVerb.None && verbs.HasFlag(verb))
            .Select(verb => verb.ToString().ToLowerInvariant())),
    };
}
