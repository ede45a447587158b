using Operator.Api.V1Alpha1;
using Operator.Controllers.Permissions;
using Operator.Databricks.Clusters;
using Operator.Drift;
using Operator.Runtime.Status;

namespace Operator.Controllers.Clusters;

/// <summary>What to do about a cluster as it is (F§11.1). Pure: the same input gives the same answer.</summary>
internal static class ClusterDecision
{
    public static Decision Decide(DatabricksCluster cluster, ObservedCluster observed, string marker)
    {
        var comparison = ClusterComparison.Of(cluster, observed.Details, marker, observed.NewSecrets, observed.IsRow);
        var power = IsUnwanted(cluster, observed.Details) ? Terminate : Power(cluster, observed.Details);
        Decision[] parts =
        [
            Settings(comparison, observed.Details, comparison.Actionable),
            LibraryComparison.Decide(cluster, observed),
            PermissionComparison.Decide(cluster, cluster.Spec.AccessControlList, observed.Permissions, PermissionKind.Clusters),
            ClusterParts.DecidePin(cluster, observed),
        ];
        // Terminating comes before the settings: an edit would restart the cluster just to have it terminated.
        return Decision.FirstOf(power == Terminate ? [power, .. parts] : [.. parts, power]);
    }

    /// <summary>The decision of a cluster whose start has to wait a while after one that failed.</summary>
    public static Decision WithoutStart(Decision decision) => Decision.FirstOf([.. decision.Parts.Where(part => part.Power != PowerChange.Start)]);

    private static Decision Terminate { get; } = Decision.OfPower(PowerChange.Terminate, restarts: true, "Terminated, because spec.desiredState is Terminated");

    private static bool IsUnwanted(DatabricksCluster cluster, ClusterDetails observed) =>
        cluster.Spec.DesiredState == ClusterDesiredState.Terminated && observed.State is ClusterStates.Running or ClusterStates.Resizing or ClusterStates.Pending;

    private static Decision Settings(ClusterComparison comparison, ClusterDetails observed, IReadOnlyList<Difference> differences)
    {
        var paths = differences.Select(difference => difference.Path).ToList();
        var fields = string.Join(", ", paths);
        var decision = observed.State switch
        {
            _ when paths.Count == 0 => Decision.None,
            ClusterStates.Running when comparison.IsResize(differences) => new Decision(PlanAction.Resize, paths, false, $"Resized: {fields}"),
            ClusterStates.Running => new Decision(PlanAction.Edit, paths, true, $"Edited, which restarts the cluster: {fields}"),
            ClusterStates.Terminated => new Decision(PlanAction.Edit, paths, false, $"Edited: {fields}"),
            _ => Decision.Wait($"The cluster is {observed.State}; it can be changed once it is RUNNING or TERMINATED: {fields}", paths),
        };
        return decision with
        {
            Desired = comparison.Desired,
            Asked = Difference.Asked(differences),
            Renewed = [.. comparison.Renewed.Intersect(paths)],
            Unchangeable = comparison.Unchangeable,
            OfFields = some => Settings(comparison, observed, [.. differences.Where(difference => some.Contains(difference.Path))]),
        };
    }

    private static Decision Power(DatabricksCluster cluster, ClusterDetails observed)
    {
        if (cluster.Spec.DesiredState == ClusterDesiredState.Running && observed.State == ClusterStates.Terminated && MayStart(cluster, observed))
        {
            return Decision.OfPower(PowerChange.Start, restarts: false, "Started, because spec.desiredState is Running");
        }

        return observed.State is ClusterStates.Running && IsRestartRequested(cluster, observed)
            ? Decision.OfPower(PowerChange.Restart, restarts: true, "Restarted, because spec.restartRequestTime has a new value")
            : Decision.None;
    }

    /// <summary>What needed a person is tried again once that person, or an edit on their behalf, changed something.</summary>
    private static bool MayStart(DatabricksCluster cluster, ClusterDetails observed) =>
        !ClusterStates.NeedsPerson(observed.TerminationReason)
        || SupersededTermination.Is(cluster, observed)
        || cluster.Status.ObservedGeneration != cluster.Metadata.Generation
        || cluster.Status.Conditions.Find(ConditionTypes.Ready)?.Reason == Reasons.Updating;

    private static bool IsRestartRequested(DatabricksCluster cluster, ClusterDetails observed) =>
        cluster.Spec.RestartRequestTime is { } requested
        && requested != cluster.Status.LastHandledRestartTime
        && !RestartRequest.IsAnswered(requested, observed);
}
