using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Libraries;
using Operator.Databricks.Observation;
using Operator.Managed;

namespace Operator.Kinds.Clusters;

/// <summary>
/// The rows of libraries/all-cluster-statuses: one call for all clusters of a workspace (behavior §8). Only who manages libraries wants to know.
/// </summary>
internal sealed class LibraryLister : IListedKind<DatabricksCluster, ClusterLibraryStatuses>
{
    public string Plural => "libraries on clusters";

    public string? RecordedId(DatabricksCluster entity) => entity.Spec.Libraries is null ? null : entity.Status.ClusterId;

    public async IAsyncEnumerable<IReadOnlyList<ClusterLibraryStatuses>> PagesAsync(
        WorkspaceClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = await client.Libraries.AllClusterStatusesAsync(cancellationToken).ConfigureAwait(false);
        yield return [.. (answer.Statuses ?? []).Where(row => row is not null)];
    }

    public string? IdOf(ClusterLibraryStatuses row) => row.ClusterId;

    public string? MarkerOf(ClusterLibraryStatuses row) => null;

    public string? NameOf(ClusterLibraryStatuses row) => null;

    public ulong FingerprintOf(ClusterLibraryStatuses row) => Fingerprint.Of(new JsonArray([.. (row.LibraryStatuses ?? []).Where(status => status is not null)
        .Select(status => $"{LibraryName.Of(status.Library)}\n{status.Status}\n{string.Join('\n', status.Messages ?? [])}")
        .Order(StringComparer.Ordinal)
        .Select(text => (JsonNode)text)]));

    /// <summary>PENDING is what libraries are for as long as their cluster does not run.</summary>
    public bool IsInTransition(ClusterLibraryStatuses row) => row.LibraryStatuses?.Any(status => status?.Status is "RESOLVING" or "INSTALLING") == true;

    public bool IsComplete(ClusterLibraryStatuses row) => true;
}
