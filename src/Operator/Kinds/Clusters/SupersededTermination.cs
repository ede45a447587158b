using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Reconciling;
using Operator.Runtime.Status;

namespace Operator.Kinds.Clusters;

/// <summary>
/// A cluster that ended before the last edit ended with other settings. Known by the time of that end in the workspace's own clock, so that no two clocks are
/// compared.
/// </summary>
internal static class SupersededTermination
{
    public static bool Is(DatabricksCluster cluster, ClusterDetails observed) => TimeOf(observed) is { } time && cluster.Status.SupersededTermination == time;

    /// <summary>An edit is sent to the cluster as it is.</summary>
    public static void Note(DatabricksCluster working, ClusterDetails observed) => working.Status.SupersededTermination = TimeOf(observed);

    /// <summary>An end that was reported for an older spec came before the edit, also where the reply to that edit was lost.</summary>
    public static void Update(DatabricksCluster working, ClusterDetails observed)
    {
        var ready = working.Status.Conditions.Find(ConditionTypes.Ready);
        if (ready?.Reason == Reasons.StartFailed && ready.ObservedGeneration != working.Metadata.Generation)
        {
            Note(working, observed);
        }

        if (!Is(working, observed))
        {
            working.Status.SupersededTermination = null;
        }
    }

    private static DateTime? TimeOf(ClusterDetails observed) =>
        observed.State == ClusterStates.Terminated ? StatusTime.OfMilliseconds(observed.TerminatedTime) : null;
}
