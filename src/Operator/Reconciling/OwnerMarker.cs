using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Reconciling;

/// <summary>
/// Says whose a remote object is: a hash of installation, kind, namespace and name, a dash, and a hash of the installation alone. Made of names and not of the
/// uid, so that an object restored from a backup finds its remote again; hashed, so that key and value are legal tags on every cloud. The second part tells a
/// resource of another Kubernetes cluster from one of this cluster; objects that were marked before it existed have the first part only.
/// </summary>
internal static class OwnerMarker
{
    private const int IdentityDigits = 32;
    private const int InstallationDigits = 8;
    private const char Separator = '-';

    public static string Of(string installation, string kind, ObjectKey key) =>
        $"{Hash($"{installation}/{kind}/{key.Namespace}/{key.Name}", IdentityDigits)}{Separator}{Hash(installation, InstallationDigits)}";

    /// <summary>The part that stands for one resource.</summary>
    public static string IdentityOf(string marker) => marker.Split(Separator)[0];

    /// <summary>Null in a marker that was written before markers named the installation.</summary>
    public static string? InstallationOf(string marker) => marker.Split(Separator) is [_, var installation] ? installation : null;

    /// <summary>Both name the same resource of the same installation.</summary>
    public static bool IsSame(string? one, string? other) =>
        one is not null && other is not null && string.Equals(IdentityOf(one), IdentityOf(other), StringComparison.Ordinal);

    /// <summary>The other marker does not say that it is of the same installation.</summary>
    public static bool MayBeOfAnotherInstallation(string other, string mine) => InstallationOf(other) is not { } theirs || theirs != InstallationOf(mine);

    /// <summary>Puts the marker among the tags of an object's settings.</summary>
    public static void AddTo(JsonObject settings, string tagsField, string marker)
    {
        if (settings[tagsField] is not JsonObject tags)
        {
            settings[tagsField] = tags = [];
        }

        tags[Ownership.MarkerTag] = marker;
    }

    private static string Hash(string text, int digits) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits];
}

/// <summary>Which Kubernetes cluster this operator serves: part of every marker.</summary>
internal sealed class Installation(ResourceClient<V1Namespace> namespaces, string? configured)
{
    private string? id = string.IsNullOrEmpty(configured) ? null : configured;

    /// <summary>Null until it was asked for the first time.</summary>
    public string? Known => id;

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
