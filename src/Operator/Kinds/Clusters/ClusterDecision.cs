using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Managed;
using Operator.Permissions;
using Operator.Runtime.Status;
using Operator.Settings;

namespace Operator.Kinds.Clusters;

/// <summary>What to do about a cluster as it is (behavior §11.1). Pure: the same input gives the same answer.</summary>
internal static class ClusterDecision
{
    public static Decision Decide(DatabricksCluster cluster, ObservedCluster observed, string marker)
    {
        var comparison = ClusterComparison.Of(cluster, observed.Details, marker, observed.NewSecrets, observed.IsRow);
        var power = IsUnwanted(cluster, observed.Details) ? Terminate : Power(cluster, observed.Details);
        Decision[] parts =
        [
            Settings(cluster, observed, comparison, comparison.Actionable),
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

    private static Decision Settings(DatabricksCluster cluster, ObservedCluster observed, ClusterComparison comparison, IReadOnlyList<Difference> differences)
    {
        IReadOnlyList<Difference> withheld = ClusterProtection.Covers(cluster, observed)
            ? [.. differences.Where(difference => !comparison.IsResize([difference]))]
            : [];
        var paths = differences.Select(difference => difference.Path).ToList();
        return Call(comparison, observed.Details, withheld.Count == 0 ? differences : [.. differences.Except(withheld)]) with
        {
            Fields = paths,
            Desired = comparison.Desired,
            Asked = Difference.Asked(differences),
            Renewed = [.. comparison.Renewed.Intersect(paths)],
            Unchangeable = comparison.Unchangeable,
            Later = withheld.Count == 0 ? null : ClusterProtection.Message(observed.Details, withheld),
            Withheld = withheld.Count == 0 ? null : ClusterProtection.Withhold(observed.Details, withheld),
            OfFields = some => Settings(cluster, observed, comparison, [.. differences.Where(difference => some.Contains(difference.Path))]),
        };
    }

    private static Decision Call(ClusterComparison comparison, ClusterDetails observed, IReadOnlyList<Difference> differences)
    {
        var paths = differences.Select(difference => difference.Path).ToList();
        var fields = string.Join(", ", paths);
        return observed.State switch
        {
            _ when paths.Count == 0 => Decision.None,
            ClusterStates.Running when comparison.IsResize(differences) => new Decision(PlanAction.Resize, paths, false, $"Resized: {fields}"),
            ClusterStates.Running => new Decision(PlanAction.Edit, paths, true, $"Edited, which restarts the cluster: {fields}"),
            ClusterStates.Terminated => new Decision(PlanAction.Edit, paths, false, $"Edited: {fields}"),
            _ => Decision.Wait($"The cluster is {observed.State}; it can be changed once it is RUNNING or TERMINATED: {fields}", paths),
        };
    }

    private static Decision Power(DatabricksCluster cluster, ClusterDetails observed)
    {
        if (cluster.Spec.DesiredState == ClusterDesiredState.Running && observed.State == ClusterStates.Terminated && MayStart(cluster, observed))
        {
            return Decision.OfPower(PowerChange.Start, restarts: false, "Started, because spec.desiredState is Running");
        }

        return observed.State is ClusterStates.Running && RestartRequest.IsOpen(cluster, observed)
            ? Decision.OfPower(PowerChange.Restart, restarts: true, "Restarted, because spec.restartRequestTime has a new value")
            : Decision.None;
    }

    /// <summary>What needed a person is tried again once that person, or an edit on their behalf, changed something.</summary>
    private static bool MayStart(DatabricksCluster cluster, ClusterDetails observed) =>
        !ClusterStates.NeedsPerson(observed.TerminationReason)
        || SupersededTermination.Is(cluster, observed)
        || cluster.Status.ObservedGeneration != cluster.Metadata.Generation
        || cluster.Status.Conditions.Find(ConditionTypes.Ready)?.Reason == Reasons.Updating;
}
