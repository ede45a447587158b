using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Controllers.Permissions;
using Operator.Databricks.Clusters;
using Operator.Runtime.Status;

namespace Operator.Controllers.Clusters;

/// <summary>What to do about a cluster as it is (F§11.1). Pure: the same input gives the same answer.</summary>
internal static class ClusterDecision
{
    public static Decision Decide(DatabricksCluster cluster, ObservedCluster observed, string marker)
    {
        var comparison = ClusterComparison.Of(cluster, observed.Details, marker, observed.NewSecrets);
        var decision = IsUnwanted(cluster, observed.Details) ? Terminate : Decision.FirstOf(
            Settings(comparison, observed.Details),
            LibraryComparison.Decide(cluster, observed),
            PermissionComparison.Decide(cluster, cluster.Spec.AccessControlList, observed.Permissions, PermissionKind.Clusters),
            ClusterParts.DecidePin(cluster, observed),
            Power(cluster, observed.Details));
        return decision with { Unchangeable = [.. comparison.Unchangeable, .. decision.Unchangeable] };
    }

    private static Decision Terminate { get; } = Decision.OfPower(PowerChange.Terminate, restarts: true, "Terminated, because spec.desiredState is Terminated");

    /// <summary>Comes before its settings: an edit would restart it just to have it terminated.</summary>
    private static bool IsUnwanted(DatabricksCluster cluster, ClusterDetails observed) =>
        cluster.Spec.DesiredState == ClusterDesiredState.Terminated && observed.State is ClusterStates.Running or ClusterStates.Resizing or ClusterStates.Pending;

    private static Decision Settings(ClusterComparison comparison, ClusterDetails observed)
    {
        if (comparison.Actionable.Count == 0)
        {
            return Decision.None;
        }

        var paths = comparison.Actionable.Select(difference => difference.Path).ToList();
        var fields = string.Join(", ", paths);
        var decision = observed.State switch
        {
            ClusterStates.Running when comparison.IsResize => new Decision(PlanAction.Resize, paths, false, $"Resized: {fields}"),
            ClusterStates.Running => new Decision(PlanAction.Edit, paths, true, $"Edited, which restarts the cluster: {fields}"),
            ClusterStates.Terminated => new Decision(PlanAction.Edit, paths, false, $"Edited: {fields}"),
            _ => Decision.Wait($"The cluster is {observed.State}; it can be changed once it is RUNNING or TERMINATED: {fields}", paths),
        };
        return decision with { Renewed = comparison.Renewed };
    }

    private static Decision Power(DatabricksCluster cluster, ClusterDetails observed)
    {
        if (cluster.Spec.DesiredState == ClusterDesiredState.Running && observed.State == ClusterStates.Terminated && MayStart(cluster, observed))
        {
            return Decision.OfPower(PowerChange.Start, restarts: false, "Started, because spec.desiredState is Running");
        }

        return observed.State is ClusterStates.Running && IsRestartRequested(cluster, observed)
            ? Decision.OfPower(PowerChange.Restart, restarts: true, "Restarted, because spec.restartRequestedAt has a new value")
            : Decision.None;
    }

    /// <summary>What needed a person is tried again once that person, or an edit on their behalf, changed something.</summary>
    private static bool MayStart(DatabricksCluster cluster, ClusterDetails observed) =>
        !ClusterStates.NeedsPerson(observed.TerminationReason)
        || SupersededTermination.Is(cluster, observed)
        || cluster.Status.ObservedGeneration != cluster.Metadata.Generation
        || cluster.Status.Conditions.Find(ConditionTypes.Ready)?.Reason == Reasons.Updating;

    /// <summary>When the value is a time, a restart after it counts as the answer: one whose reply was lost is not repeated.</summary>
    private static bool IsRestartRequested(DatabricksCluster cluster, ClusterDetails observed)
    {
        var requested = cluster.Spec.RestartRequestedAt;
        if (requested is null || requested == cluster.Status.LastHandledRestartAt)
        {
            return false;
        }

        var last = Math.Max(observed.LastRestartedTime ?? 0, observed.StartTime ?? 0);
        return !DateTimeOffset.TryParse(requested, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            || time.ToUnixTimeMilliseconds() > last;
    }
}
