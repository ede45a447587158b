using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Managed;
using Operator.Settings;

namespace Operator.Kinds.Clusters;

/// <summary>policies.disruption: Deny keeps a change of settings from restarting a cluster that people may be using. Pure.</summary>
internal static class ClusterProtection
{
    /// <summary>
    /// Whether the cluster is not to be restarted for a change. A restart that was asked for by name carries the change along. A row of a list is no ground for
    /// a wait: it may show differences that the cluster itself does not.
    /// </summary>
    public static bool Covers(DatabricksCluster cluster, ObservedCluster observed) =>
        cluster.Spec.Policies is { Disruption: DisruptionPolicy.Deny, Management: not ManagementPolicy.Observe }
        && observed is { IsRow: false, Details.State: ClusterStates.Running or ClusterStates.Resizing }
        && !RestartRequest.IsOpen(cluster, observed.Details);

    public static WithheldSettings Withhold(ClusterDetails observed, IEnumerable<Difference> differences) =>
        new([.. differences.Select(difference => difference.Path)], EndsByItself: Idle(observed) > 0);

    /// <summary>What waits and how the wait ends, for people.</summary>
    public static string Message(ClusterDetails observed, IEnumerable<Difference> differences)
    {
        var fields = string.Join(", ", differences.Select(difference => difference.Path));
        var end = Idle(observed) is > 0 and var minutes
            ? string.Create(
                CultureInfo.InvariantCulture, $"It terminates by itself after {minutes} idle minutes; to have them applied before that, terminate it")
            : "It has no automatic termination, so terminate it";
        return $"policies.disruption is Deny, and these settings would restart the running cluster, so they wait until it has terminated: {fields}. "
            + $"{end}, set spec.restartRequestTime, or set policies.disruption: Allow";
    }

    /// <summary>Minutes after which the workspace terminates it; 0 for never.</summary>
    private static int Idle(ClusterDetails observed) => observed.AutoterminationMinutes ?? 0;
}
