using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;
using Operator.Runtime.Client;

namespace Operator.Controllers;

/// <summary>
/// Tells whose a remote object is. Made of names and not of the uid, so that an object restored from a backup finds its remote again;
/// hashed, so that key and value are legal tags on every cloud.
/// </summary>
internal static class OwnerMarker
{
    private const int HexDigits = 32;

    public static string Of(string installation, string kind, ObjectKey key)
    {
        var identity = $"{installation}/{kind}/{key.Namespace}/{key.Name}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..HexDigits];
    }
}

/// <summary>Which Kubernetes cluster this operator serves: part of every marker.</summary>
internal sealed class Installation(ResourceClient<V1Namespace> namespaces, string? configured)
{
    private string? id = string.IsNullOrEmpty(configured) ? null : configured;

    /// <summary>The marker of an object of this cluster.</summary>
    public async ValueTask<string> MarkerOfAsync<TEntity>(TEntity entity, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
        OwnerMarker.Of(await GetAsync(cancellationToken).ConfigureAwait(false), ResourceDefinition.Of<TEntity>().Kind, ObjectKey.Of(entity));

    /// <summary>The configured id, or the uid of the namespace kube-system, which lives as long as the cluster does.</summary>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (id is null)
        {
            var system = await namespaces.GetAsync(new ObjectKey(null, "kube-system"), cancellationToken).ConfigureAwait(false);
            id = system?.Metadata.Uid ?? throw new InvalidOperationException("The namespace kube-system cannot be found; set --installation-id instead.");
        }

        return id;
    }
}
