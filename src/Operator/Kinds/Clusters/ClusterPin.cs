using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Managed;

namespace Operator.Kinds.Clusters;

/// <summary>The pin of a cluster, which keeps the workspace from deleting it 30 days after its end (behavior §2.3).</summary>
internal sealed class ClusterPin(PinnedClusterCache pins) : IPart<DatabricksCluster, ObservedCluster>
{
    public const string Field = "pinned";

    public string Name => Field;

    public async Task<ObservedCluster> ReadAsync(
        DatabricksCluster entity, ObservedCluster observed, LookSource source, WorkspaceClient client, CancellationToken cancellationToken) =>
            entity.Spec.Pinned is null
            ? observed
            : observed with { IsPinned = await pins.IsPinnedAsync(observed.Id, client, cancellationToken).ConfigureAwait(false) };

    public Change Decide(DatabricksCluster entity, ObservedCluster observed) => Of(entity, observed);

    public async Task WriteAsync(DatabricksCluster working, ObservedCluster observed, WorkspaceClient client, CancellationToken cancellationToken)
    {
        await pins.SetAsync(observed.Id, working.Spec.Pinned == true, client, cancellationToken).ConfigureAwait(false);
        working.Status.Pinned = working.Spec.Pinned;
    }

    public TimeSpan? NextCheck(DatabricksCluster entity, WorkspaceClient client) => entity.Spec.Pinned is null ? null : pins.DueIn(client);

    /// <summary>No other call moves a pin.</summary>
    public void Invalidate(string id, WorkspaceClient client)
    {
    }

    /// <summary>All pins of a workspace are read together, and none is remembered by itself.</summary>
    public void Forget(DatabricksCluster entity)
    {
    }

    /// <summary>Version 2.0 does not show a pin: what was set last then counts.</summary>
    public static Change Of(DatabricksCluster cluster, ObservedCluster observed)
    {
        if (cluster.Spec.Pinned is not { } wanted)
        {
            return Change.NoneOf(Field, desired: "");
        }

        var desired = wanted ? "true" : "false";
        return (observed.IsPinned ?? cluster.Status.Pinned) == wanted || cluster.Spec.Policies?.IgnoreDrift?.Contains(Field) == true
            ? Change.NoneOf(Field, desired)
            : Change.OfPart(Field, wanted ? "Pinned" : "Unpinned") with { Desired = desired };
    }
}
