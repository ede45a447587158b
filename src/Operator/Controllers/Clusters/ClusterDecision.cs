using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Drift;

namespace Operator.Controllers.Clusters;

/// <summary>What to do about a cluster as it is (F§11.1). Pure: the same input gives the same answer.</summary>
internal static class ClusterDecision
{
    private static readonly HashSet<string> SizeFields = ["num_workers", "autoscale"];

    public static Decision Decide(DatabricksCluster cluster, ClusterDetails observed, string marker)
    {
        var differences = Differences(cluster, observed, marker);
        var actionable = differences.Where(difference => !difference.IsImmutable).ToList();
        var paths = actionable.Select(difference => difference.Path).ToList();
        if (actionable.Count == 0)
        {
            return Power(cluster, observed);
        }

        var fields = string.Join(", ", paths);
        return observed.State switch
        {
            ClusterStates.Running when actionable.All(difference => SizeFields.Contains(difference.Field)) =>
                new Decision(PlanAction.Resize, paths, false, $"Resized: {fields}"),
            ClusterStates.Running => new Decision(PlanAction.Edit, paths, true, $"Edited, which restarts the cluster: {fields}"),
            ClusterStates.Terminated => new Decision(PlanAction.Edit, paths, false, $"Edited: {fields}"),
            _ => Decision.Wait($"The cluster is {observed.State}; it can be changed once it is RUNNING or TERMINATED: {fields}", paths),
        };
    }

    /// <summary>Everything on which spec and workspace disagree, fields that no call can change included.</summary>
    public static IReadOnlyList<Difference> Differences(DatabricksCluster cluster, ClusterDetails observed, string marker)
    {
        var desired = ClusterMapper.ToWire(cluster, marker);
        var settings = observed.ToSettings();
        if (!SettingsComparer.IsEmpty(desired["autoscale"]))
        {
            // Under autoscaling the number of workers moves by itself (F§4.1).
            settings.Remove("num_workers");
        }

        return SettingsComparer.Compare(desired, settings, Context(cluster, observed));
    }

    private static ComparisonContext Context(DatabricksCluster cluster, ClusterDetails observed) => new()
    {
        Rules = ClusterFieldRules.All,
        Applied = StillSet(cluster.Status.AppliedFields ?? [], observed),
        Ignored = [.. cluster.Spec.Policies?.IgnoreDrift ?? []],
        HasPolicy = cluster.Spec.PolicyId is not null,
    };

    /// <summary>
    /// Of what was applied, that which the workspace still remembers as set by a user. A field that an edit has just taken out is filled by the server
    /// again and must not look as if it had stayed.
    /// </summary>
    private static HashSet<string> StillSet(IList<string> applied, ClusterDetails observed)
    {
        if (observed.Spec is null)
        {
            return [.. applied];
        }

        var remembered = SettingsTree.Leaves(observed.Spec.ToSettings(), ClusterFieldRules.All).ToHashSet(StringComparer.Ordinal);
        return [.. applied.Where(remembered.Contains)];
    }

    private static Decision Power(DatabricksCluster cluster, ClusterDetails observed)
    {
        var desired = cluster.Spec.DesiredState ?? ClusterDesiredState.Any;
        var isUp = observed.State is ClusterStates.Running or ClusterStates.Resizing;
        if (desired == ClusterDesiredState.Terminated && (isUp || observed.State == ClusterStates.Pending))
        {
            return new Decision(PlanAction.None, [], true, "Terminated, because spec.desiredState is Terminated") { Power = PowerChange.Terminate };
        }

        if (desired == ClusterDesiredState.Running && observed.State == ClusterStates.Terminated && !ClusterStates.NeedsPerson(observed.TerminationReason))
        {
            return new Decision(PlanAction.None, [], false, "Started, because spec.desiredState is Running") { Power = PowerChange.Start };
        }

        return isUp && IsRestartRequested(cluster, observed)
            ? new Decision(PlanAction.None, [], true, "Restarted, because spec.restartRequestedAt has a new value") { Power = PowerChange.Restart }
            : Decision.None;
    }

    /// <summary>When the value is a time, a restart after it counts as the answer: one whose reply was lost is not repeated.</summary>
    private static bool IsRestartRequested(DatabricksCluster cluster, ClusterDetails observed)
    {
        var requested = cluster.Spec.RestartRequestedAt;
        if (requested is null || requested == cluster.Status.LastHandledRestartAt)
        {
            return false;
        }

        var last = Math.Max(observed.LastRestartedTime ?? 0, observed.StartTime ?? 0);
        return !DateTimeOffset.TryParse(requested, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            || time.ToUnixTimeMilliseconds() > last;
    }

    /// <summary>The whole body of an edit: everything the spec says, and the workspace's own value of what the user told us to leave alone.</summary>
    public static JsonObject EditBody(DatabricksCluster cluster, ClusterDetails observed, string marker)
    {
        var body = ClusterMapper.ToWire(cluster, marker);
        SettingsTree.CarryIgnored(body, observed.ToSettings(), [.. cluster.Spec.Policies?.IgnoreDrift ?? []], ClusterFieldRules.All);
        if (!SettingsComparer.IsEmpty(body["autoscale"]))
        {
            body.Remove("num_workers");
        }

        body["cluster_id"] = observed.ClusterId;
        return body;
    }
}
