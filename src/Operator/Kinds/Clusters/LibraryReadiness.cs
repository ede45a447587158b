using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Status;

namespace Operator.Kinds.Clusters;

/// <summary>What its libraries mean for a cluster that is fine otherwise.</summary>
internal static class LibraryReadiness
{
    public static ReconcileOutcome Apply(ReconcileOutcome outcome, DatabricksCluster cluster, ObservedCluster observed, ReconcileIntervals timing)
    {
        var isUp = observed.Details.State is ClusterStates.Running or ClusterStates.Resizing && outcome.Ready is { Status: Conditions.True };
        return isUp && LibraryDiff.Of(cluster, observed.Libraries) is { } libraries ? Apply(outcome, libraries, timing) : outcome;
    }

    private static ReconcileOutcome Apply(ReconcileOutcome outcome, LibraryDiff libraries, ReconcileIntervals timing)
    {
        var isUnderway = libraries.Pending.Count > 0;
        if (libraries.Failed.Count > 0)
        {
            var failures = libraries.Failed.Select(pair => $"{LibraryName.Shown(pair.Key)} ({string.Join(" ", pair.Value.Messages ?? [])})");
            return new ReconcileOutcome
            {
                Ready = ConditionValue.False(Reasons.LibraryFailed, $"Could not be installed: {string.Join(", ", failures)}"),
                Synced = outcome.Synced,
                IsReconciling = isUnderway,
                IsStalled = !isUnderway,
                RequeueAfter = isUnderway ? timing.Transition : null,
            };
        }

        if (isUnderway)
        {
            return ReconcileOutcome.InProgress(Reasons.Updating, $"Libraries being installed: {Names(libraries.Pending)}", timing.Transition, outcome.Synced);
        }

        return libraries.Gone.Count > 0
            ? outcome with { Ready = outcome.Ready! with { Message = $"Restart the cluster to remove uninstalled libraries: {Names(libraries.Gone)}" } }
            : outcome;
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(LibraryName.Shown));
}
