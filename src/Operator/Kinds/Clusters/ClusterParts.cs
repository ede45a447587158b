using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Clusters;
using Operator.Databricks.Libraries;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;
using LibraryStatus = Operator.Databricks.Libraries.LibraryStatus;

namespace Operator.Kinds.Clusters;

/// <summary>The parts of a cluster that have calls of their own: libraries, permissions, the pin, and what comes from Secrets. Those the spec leaves out cost no call.</summary>
internal sealed class ClusterParts(
    KindObservation<DatabricksCluster, ClusterLibraryStatuses> libraries,
    ManagedPermissions permissions,
    PinnedClusters pins,
    ClusterSecrets secrets,
    ManagedTiming timing)
{
    public const string Pin = "pinned";

    /// <param name="cluster">Says what is managed.</param>
    /// <param name="details">The cluster itself.</param>
    /// <param name="isGlimpse">A shared list will do.</param>
    /// <param name="client">Of its workspace.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<ObservedCluster> CompleteAsync(
        DatabricksCluster cluster, ClusterDetails details, bool isGlimpse, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var observed = new ObservedCluster(details) { IsRow = isGlimpse };
        if (cluster.Metadata.DeletionTimestamp is not null)
        {
            // Nothing more is managed of what is to go, and no right that is missing for it may hold it.
            return observed;
        }

        return observed with
        {
            Libraries = cluster.Spec.Libraries is null ? null : await LibrariesAsync(cluster, observed.Id, isGlimpse, client, cancellationToken).ConfigureAwait(false),
            Permissions = cluster.Spec.AccessControlList is { } entries
                ? await permissions.LookAsync(PermissionKind.Clusters, observed.Id, entries, client, cancellationToken).ConfigureAwait(false)
                : null,
            IsPinned = cluster.Spec.Pinned is null ? null : await pins.IsPinnedAsync(observed.Id, client, cancellationToken).ConfigureAwait(false),
            NewSecrets = (cluster.Spec.Policies?.Management ?? ManagementPolicy.Manage) == ManagementPolicy.Manage
                ? await secrets.ChangedAsync(cluster, observed.Id, cancellationToken).ConfigureAwait(false)
                : [],
        };
    }

    /// <summary>The one call of a decision about a part.</summary>
    public async Task ActAsync(DatabricksCluster cluster, ObservedCluster observed, Decision decision, WorkspaceClient client, CancellationToken cancellationToken)
    {
        switch (decision.Part)
        {
            case LibraryComparison.Field:
                await ChangeLibrariesAsync(cluster, observed, client, cancellationToken).ConfigureAwait(false);
                break;
            case PermissionKind.Field:
                await permissions.WriteAsync(PermissionKind.Clusters, observed.Id, cluster.Spec.AccessControlList!, observed.Permissions!, client, cancellationToken)
                    .ConfigureAwait(false);
                break;
            case Pin:
                await pins.SetAsync(observed.Id, cluster.Spec.Pinned == true, client, cancellationToken).ConfigureAwait(false);
                cluster.Status.Pinned = cluster.Spec.Pinned;
                break;
            default:
                throw new InvalidOperationException($"A cluster has no part {decision.Part}.");
        }
    }

    /// <summary>After a call that may restart the cluster: its libraries are installed anew.</summary>
    public void Restarts(DatabricksCluster cluster, string id, WorkspaceClient client)
    {
        if (cluster.Spec.Libraries is not null)
        {
            libraries.Wrote(id, client);
        }
    }

    public void Wrote(string id, WorkspaceClient client) => permissions.Forget(PermissionKind.Clusters, id, client);

    /// <summary>The cluster is no longer managed.</summary>
    public void Forget(string id) => permissions.Forget(PermissionKind.Clusters, id);

    public TimeSpan? NextCheck(DatabricksCluster cluster, WorkspaceClient client)
    {
        var id = cluster.Status.ClusterId ?? "";
        TimeSpan?[] due =
        [
            cluster.Spec.Libraries is null || libraries.IsLive(client) ? null : timing.Observe,
            cluster.Spec.AccessControlList is null ? null : permissions.DueIn(PermissionKind.Clusters, id, client),
            cluster.Spec.Pinned is null ? null : pins.DueIn(client),
        ];
        return due.Min();
    }

    /// <summary>Version 2.0 does not show a pin: what was set last then counts.</summary>
    public static Decision DecidePin(DatabricksCluster cluster, ObservedCluster observed)
    {
        if (cluster.Spec.Pinned is not { } wanted)
        {
            return Decision.NoneOf(Pin, desired: "");
        }

        var desired = wanted ? "true" : "false";
        return (observed.IsPinned ?? cluster.Status.Pinned) == wanted || cluster.Spec.Policies?.IgnoreDrift?.Contains(Pin) == true
            ? Decision.NoneOf(Pin, desired)
            : Decision.OfPart(Pin, wanted ? "Pinned" : "Unpinned") with { Desired = desired };
    }

    /// <summary>The list is asked even where it is not enough: whoever asks is told of changes from then on.</summary>
    private async Task<IReadOnlyList<LibraryStatus>> LibrariesAsync(
        DatabricksCluster cluster, string id, bool isGlimpse, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var row = await libraries.GlimpseAsync(id, isGlimpse ? cluster : null, client, cancellationToken).ConfigureAwait(false);
        row = isGlimpse && row is not null ? row : await client.Libraries.ClusterStatusAsync(id, cancellationToken).ConfigureAwait(false);
        return [.. (row.LibraryStatuses ?? []).Where(status => status is not null)];
    }

    private async Task ChangeLibrariesAsync(DatabricksCluster cluster, ObservedCluster observed, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var comparison = LibraryComparison.Of(cluster, observed.Libraries)!;
        var isInstall = comparison.Missing.Count > 0;
        var request = new LibrariesRequest { ClusterId = observed.Id, Libraries = [.. (isInstall ? comparison.Missing : comparison.Extra).Select(pair => pair.Value)] };
        try
        {
            await (isInstall ? client.Libraries.InstallAsync(request, cancellationToken) : client.Libraries.UninstallAsync(request, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            libraries.Wrote(observed.Id, client);
        }
    }
}
