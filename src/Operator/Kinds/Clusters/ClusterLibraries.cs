using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Libraries;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.Kinds.Clusters;

/// <summary>The libraries of a cluster: read from one list for all clusters of a workspace, installed and uninstalled by calls of their own.</summary>
internal sealed class ClusterLibraries(ListCache<DatabricksCluster, ClusterLibraryStatuses> lists, ReconcileIntervals timing)
    : IPart<DatabricksCluster, ObservedCluster>
{
    public string Name => LibraryDiff.Field;

    public async Task<ObservedCluster> ReadAsync(
        DatabricksCluster entity, ObservedCluster observed, LookSource source, WorkspaceClient client, CancellationToken cancellationToken) =>
            entity.Spec.Libraries is null
            ? observed
            : observed with { Libraries = await FindAsync(entity, observed.Id, source, client, cancellationToken).ConfigureAwait(false) };

    public Change Decide(DatabricksCluster entity, ObservedCluster observed) => LibraryDiff.Decide(entity, observed);

    public async Task WriteAsync(DatabricksCluster working, ObservedCluster observed, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var comparison = LibraryDiff.Of(working, observed.Libraries)!;
        var isInstall = comparison.Missing.Count > 0;
        var request =
            new LibrariesRequest { ClusterId = observed.Id, Libraries = [.. (isInstall ? comparison.Missing : comparison.Extra).Select(pair => pair.Value)] };
        try
        {
            await (isInstall
                ? client.Libraries.InstallAsync(request, cancellationToken)
                : client.Libraries.UninstallAsync(request, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            lists.Invalidate(observed.Id, client);
        }
    }

    /// <summary>After a call that may restart the cluster: its libraries are installed anew.</summary>
    public void Restarts(DatabricksCluster cluster, string id, WorkspaceClient client)
    {
        if (cluster.Spec.Libraries is not null)
        {
            lists.Invalidate(id, client);
        }
    }

    /// <summary>The list of libraries contains no cluster that has none: what is installed on such a cluster is read at the regular interval.</summary>
    public TimeSpan? NextCheck(DatabricksCluster entity, WorkspaceClient client) =>
        entity.Spec.Libraries is null || lists.IsNoticed(entity, client) ? null
        : lists.IsLive(client) ? timing.JitteredRecheck
        : timing.Observe;

    /// <summary>Only a restart and their own calls move libraries.</summary>
    public void Invalidate(string id, WorkspaceClient client)
    {
    }

    /// <summary>Their list forgets a cluster that it no longer shows.</summary>
    public void Forget(DatabricksCluster entity)
    {
    }

    /// <summary>The list is asked even where it is not enough: an object that asked for it is reconciled when the list changes.</summary>
    private async Task<IReadOnlyList<LibraryStatus>> FindAsync(
        DatabricksCluster cluster, string id, LookSource source, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var isEnough = source == LookSource.List;
        var row = await lists.GetListedAsync(id, isEnough ? cluster : null, client, cancellationToken).ConfigureAwait(false);
        row = isEnough && row is not null ? row : await client.Libraries.ClusterStatusAsync(id, cancellationToken).ConfigureAwait(false);
        return [.. (row.LibraryStatuses ?? []).Where(status => status is not null)];
    }
}
