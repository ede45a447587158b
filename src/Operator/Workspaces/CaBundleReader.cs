using System.Security.Cryptography.X509Certificates;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.Workspaces;

/// <summary>Reads the certificates of <c>spec.caBundleFrom</c> when they are needed.</summary>
internal sealed class CaBundleReader(SecretReader secrets, ResourceClient<V1ConfigMap> configMaps)
{
    /// <summary>A change of one brings the workspace's next pass.</summary>
    public static IEnumerable<ObjectKey> ConfigMapsOf(DatabricksWorkspace workspace) =>
        workspace.Spec.CaBundleFrom?.ConfigMapKeyRef is { } reference ? [new(workspace.Metadata.NamespaceProperty, reference.Name)] : [];

    /// <summary>A change of one brings the workspace's next pass.</summary>
    public static IEnumerable<ObjectKey> SecretsOf(DatabricksWorkspace workspace) =>
        workspace.Spec.CaBundleFrom?.SecretKeyRef is { } reference ? [new(workspace.Metadata.NamespaceProperty, reference.Name)] : [];

    /// <summary>The place, in words; null when the spec names none.</summary>
    public static string? Describe(DatabricksWorkspaceSpec spec) => spec.CaBundleFrom switch
    {
        { ConfigMapKeyRef: { } reference } => $"entry {reference.Key} of the ConfigMap {reference.Name}",
        { SecretKeyRef: { } reference } => $"entry {reference.Key} of the Secret {reference.Name}",
        _ => null,
    };

    /// <summary>Empty when the spec names none.</summary>
    /// <exception cref="DependencyMissingException">They are not there, or cannot be read.</exception>
    public async Task<X509Certificate2Collection> ReadAsync(DatabricksWorkspace workspace, CancellationToken cancellationToken)
    {
        var text = await TextAsync(workspace, cancellationToken).ConfigureAwait(false);
        return text is null ? []
            : WorkspaceSettings.Authorities(text) is { Count: > 0 } authorities ? authorities
            : throw new DependencyMissingException(
                $"spec.caBundleFrom: the {Describe(workspace.Spec)} holds no PEM certificate, or one that cannot be read");
    }

    private async Task<string?> TextAsync(DatabricksWorkspace workspace, CancellationToken cancellationToken)
    {
        var @namespace = workspace.Metadata.NamespaceProperty;
        if (workspace.Spec.CaBundleFrom?.SecretKeyRef is { } secret)
        {
            return await secrets.ReadAsync(@namespace, secret, cancellationToken).ConfigureAwait(false);
        }

        if (workspace.Spec.CaBundleFrom?.ConfigMapKeyRef is not { } reference)
        {
            return null;
        }

        var map = await configMaps.RequireAsync(@namespace, reference.Name, cancellationToken).ConfigureAwait(false);
        return map.Data?.TryGetValue(reference.Key, out var text) == true
            ? text
            : throw new DependencyMissingException($"The ConfigMap {reference.Name} has no key {reference.Key}");
    }
}
