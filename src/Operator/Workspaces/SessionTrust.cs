using Operator.Api.V1Alpha1;
using Operator.Databricks.Http;

namespace Operator.Workspaces;

/// <summary>Brings what spec.caBundleFrom refers to under the client of a workspace, which lives on when it changes.</summary>
/// <param name="roots">What the client's connections ask; null where the workspace names no authorities.</param>
/// <param name="bundles">Reads them.</param>
internal sealed class SessionTrust(TrustedRoots? roots, CaBundleReader bundles)
{
    /// <summary>Null where the workspace names no authorities.</summary>
    public static TrustedRoots? RootsOf(WorkspaceSettings settings) =>
        settings is { CaBundle: null, CaBundleSource: null } ? null : new TrustedRoots(WorkspaceSettings.Authorities(settings.CaBundle));

    /// <exception cref="Reconciling.DependencyMissingException">They cannot be had; those of last time stay.</exception>
    public async Task RefreshAsync(DatabricksWorkspace workspace, CancellationToken cancellationToken)
    {
        if (roots is not null && workspace.Spec.CaBundleFrom is not null)
        {
            roots.Add(await bundles.ReadAsync(workspace, cancellationToken).ConfigureAwait(false));
        }
    }
}
