using System.Reflection;
using System.Text;
using k8s.Models;

namespace Operator.Runtime.Client;

/// <summary>Where a kind lives in the API: read once from its <see cref="KubernetesEntityAttribute"/>.</summary>
public sealed record ResourceDefinition(string Group, string Version, string Kind, string Plural)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public static ResourceDefinition Of<TEntity>() => Of(typeof(TEntity));

    public static ResourceDefinition Of(Type type)
    {
        var attribute = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} has no [KubernetesEntity] attribute, so its API path is unknown.");
        var kind = string.IsNullOrEmpty(attribute.Kind) ? type.Name : attribute.Kind;
        var plural = string.IsNullOrEmpty(attribute.PluralName) ? $"{kind}s".ToLowerInvariant() : attribute.PluralName;
        return new(attribute.Group ?? "", string.IsNullOrEmpty(attribute.ApiVersion) ? "v1" : attribute.ApiVersion, kind, plural);
    }

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
}
