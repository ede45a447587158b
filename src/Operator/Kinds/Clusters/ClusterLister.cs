using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Clusters;
using Operator.Managed;

namespace Operator.Kinds.Clusters;

/// <summary>The rows of clusters/list: all of a cluster but its <c>spec</c> (behavior §8).</summary>
internal sealed class ClusterLister : IListedKind<DatabricksCluster, ClusterDetails>
{
    private static readonly ClusterFilter MadeByPeopleOrTools = new() { Sources = ["API", "UI"] };

    public string Plural => "clusters";

    public string? RecordedId(DatabricksCluster entity) => entity.Status.ClusterId;

    public IAsyncEnumerable<IReadOnlyList<ClusterDetails>> PagesAsync(WorkspaceClient client, CancellationToken cancellationToken) =>
        client.Clusters.PagesAsync(MadeByPeopleOrTools, cancellationToken);

    public string? IdOf(ClusterDetails row) => row.ClusterId;

    public string? MarkerOf(ClusterDetails row) => row.CustomTags?.GetValueOrDefault(Ownership.MarkerTag);

    public string? NameOf(ClusterDetails row) => row.ClusterName;

    public ulong FingerprintOf(ClusterDetails row) => ClusterFingerprint.Of(row);

    public bool IsInTransition(ClusterDetails row) => row.State is not (ClusterStates.Running or ClusterStates.Terminated);

    public bool IsComplete(ClusterDetails row) => true;
}
