using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using k8s.Models;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Runtime.Client;

/// <summary>Where a kind lives in the API: read once from its <see cref="KubernetesEntityAttribute"/>.</summary>
public sealed record ResourceDefinition(string Group, string Version, string Kind, string Plural)
{
    private static readonly ConcurrentDictionary<Type, ResourceDefinition> Known = new();

    /// <summary>False for what exists once in the cluster: it is watched as a whole, whatever namespaces the operator is limited to.</summary>
    public bool IsNamespaced { get; private init; } = true;

    /// <summary>See <see cref="MetadataOnlyAttribute"/>.</summary>
    public bool IsMetadataOnly { get; private init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public static ResourceDefinition Of<TEntity>() => Of(typeof(TEntity));

    /// <summary>Asked for in every pass and with every event, so the attributes of a type are read only the first time.</summary>
    public static ResourceDefinition Of(Type type) => Known.GetOrAdd(type, Read);

    /// <summary>The request path, without a leading slash; every part is escaped.</summary>
    public string Path(string? @namespace, string? name = null, string? subresource = null)
    {
        var path = new StringBuilder(Group.Length == 0 ? "api/" : "apis/").Append(ApiVersion);
        if (@namespace is not null)
        {
            path.Append("/namespaces/").Append(Uri.EscapeDataString(@namespace));
        }

        path.Append('/').Append(Plural);
        if (name is not null)
        {
            path.Append('/').Append(Uri.EscapeDataString(name));
        }

        return subresource is null ? path.ToString() : path.Append('/').Append(subresource).ToString();
    }

    private static ResourceDefinition Read(Type type)
    {
        var attribute = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} has no [KubernetesEntity] attribute, so its API path is unknown.");
        var kind = string.IsNullOrEmpty(attribute.Kind) ? type.Name : attribute.Kind;
        var plural = string.IsNullOrEmpty(attribute.PluralName) ? $"{kind}s".ToLowerInvariant() : attribute.PluralName;
        return new(attribute.Group ?? "", string.IsNullOrEmpty(attribute.ApiVersion) ? "v1" : attribute.ApiVersion, kind, plural)
        {
            // The library's own types do not tell; this is the only one of them that is watched here.
            IsNamespaced = type != typeof(V1Namespace) && type.GetCustomAttribute<EntityScopeAttribute>()?.Scope != EntityScope.Cluster,
            IsMetadataOnly = type.IsDefined(typeof(MetadataOnlyAttribute), inherit: false),
        };
    }
}
