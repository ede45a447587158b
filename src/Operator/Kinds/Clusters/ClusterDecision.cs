using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Managed;
using Operator.Runtime.Status;
using Operator.Settings;

namespace Operator.Kinds.Clusters;

/// <summary>What to do about the settings and the power state of a cluster as it is (behavior §11.1). Pure: the same input gives the same answer.</summary>
internal static class ClusterDecision
{
    private static readonly Change Terminate = Change.OfPower(PowerChange.Terminate, restarts: true, "Terminated, because spec.desiredState is Terminated");

    /// <summary>The settings alone: libraries, permissions and the pin are parts of their own.</summary>
    public static Change Settings(DatabricksCluster cluster, ObservedCluster observed, string marker)
    {
        var comparison = ClusterDiff.Of(cluster, observed, ClusterMapper.ToWire(cluster, marker));
        return Settings(cluster, observed, comparison, comparison.Actionable);
    }

    /// <param name="cluster">What is wanted.</param>
    /// <param name="observed">What there is.</param>
    /// <param name="startsIn">How long until a cluster that failed to start may be started again.</param>
    public static Change Power(DatabricksCluster cluster, ClusterDetails observed, TimeSpan startsIn)
    {
        if (cluster.Spec.DesiredState == ClusterDesiredState.Terminated
            && observed.State is ClusterStates.Running or ClusterStates.Resizing or ClusterStates.Pending)
        {
            return Terminate;
        }

        if (cluster.Spec.DesiredState == ClusterDesiredState.Running && observed.State == ClusterStates.Terminated && MayStart(cluster, observed))
        {
            return startsIn > TimeSpan.Zero ? Change.None : Change.OfPower(PowerChange.Start, restarts: false, "Started, because spec.desiredState is Running");
        }

        return observed.State is ClusterStates.Running && RestartRequest.IsOpen(cluster, observed)
            ? Change.OfPower(PowerChange.Restart, restarts: true, "Restarted, because spec.restartRequestTime has a new value")
            : Change.None;
    }

    private static Change Settings(DatabricksCluster cluster, ObservedCluster observed, ClusterDiff comparison, IReadOnlyList<Difference> differences)
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
            Differences = differences,
            Body = comparison.EditBody,
            Applied = () => PartRecords.Bounded(comparison.Leaves.Concat(LibraryDiff.AppliedKeys(cluster))),
            Renewed = [.. comparison.Renewed.Intersect(paths)],
            Unchangeable = comparison.Unchangeable,
            Later = withheld.Count == 0 ? null : ClusterProtection.Message(observed.Details, withheld),
            Withheld = withheld.Count == 0 ? null : ClusterProtection.Withhold(observed.Details, withheld),
            OfFields = some => Settings(cluster, observed, comparison, [.. differences.Where(difference => some.Contains(difference.Path))]),
        };
    }

    private static Change Call(ClusterDiff comparison, ClusterDetails observed, IReadOnlyList<Difference> differences)
    {
        var paths = differences.Select(difference => difference.Path).ToList();
        var fields = string.Join(", ", paths);
        return observed.State switch
        {
            _ when paths.Count == 0 => Change.None,
            ClusterStates.Running when comparison.IsResize(differences) => new Change(PlanAction.Resize, paths, false, $"Resized: {fields}"),
            ClusterStates.Running => new Change(PlanAction.Edit, paths, true, $"Edited, which restarts the cluster: {fields}"),
            ClusterStates.Terminated => new Change(PlanAction.Edit, paths, false, $"Edited: {fields}"),
            _ => Change.Wait($"The cluster is {observed.State}; it can be changed once it is RUNNING or TERMINATED: {fields}", paths),
        };
    }

    /// <summary>What needed a person is tried again once that person, or an edit on their behalf, changed something.</summary>
    private static bool MayStart(DatabricksCluster cluster, ClusterDetails observed) =>
        !ClusterStates.NeedsPerson(observed.TerminationReason)
        || SupersededTermination.Is(cluster, observed)
        || cluster.Status.ObservedGeneration != cluster.Metadata.Generation
        || cluster.Status.Conditions.Find(ConditionTypes.Ready)?.Reason == Reasons.Updating;
}
