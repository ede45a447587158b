using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.Kinds.Clusters;

/// <summary>What a cluster's state means when its settings are as they should be.</summary>
internal static class ClusterReadiness
{
    /// <param name="cluster">What is wanted.</param>
    /// <param name="observed">What there is.</param>
    /// <param name="timing">When to reconcile again.</param>
    /// <param name="startsIn">How long until a cluster that failed to start is started again.</param>
    public static ReconcileOutcome GetReadiness(
        DatabricksCluster cluster, ClusterDetails observed, ReconcileIntervals timing, TimeSpan startsIn) => observed.State switch
        {
            ClusterStates.Running => ReconcileOutcome.Available(),
            // Under autoscaling a cluster resizes all the time and is usable while it does.
            ClusterStates.Resizing when cluster.Spec.Autoscale is not null || cluster.Spec.PolicyId is not null => ReconcileOutcome.Available(),
            ClusterStates.Resizing => ReconcileOutcome.InProgress(Reasons.Updating, "The cluster is being resized", timing.Transition),
            ClusterStates.Restarting => ReconcileOutcome.InProgress(Reasons.Restarting, "The cluster is restarting", timing.Transition),
            ClusterStates.Terminating => ReconcileOutcome.InProgress(Reasons.Stopping, "The cluster is terminating", timing.Transition),
            ClusterStates.Terminated => Terminated(cluster, observed, timing, startsIn),
            ClusterStates.Pending => ReconcileOutcome.InProgress(Reasons.Provisioning, Message("The cluster is starting", observed), timing.Transition),
            _ => ReconcileOutcome.InProgress(Reasons.Provisioning, $"The cluster is {observed.State ?? "in no known state"}", timing.Transition),
        };

    /// <summary>What follows from a call that was made.</summary>
    public static ReconcileOutcome After(Change change, ReconcileIntervals timing) => change switch
    {
        { Power: PowerChange.Start } => ReconcileOutcome.InProgress(Reasons.Starting, "The cluster is starting", timing.Transition),
        { Power: PowerChange.Terminate } => ReconcileOutcome.InProgress(Reasons.Stopping, "The cluster is terminating", timing.Transition),
        { Power: PowerChange.Restart } or { Restarts: true } => ReconcileOutcome.Sent(Reasons.Restarting, change.Message, timing.Transition),
        _ => ReconcileOutcome.Sent(Reasons.Updating, change.Message, timing.Transition),
    };

    private static ReconcileOutcome Terminated(DatabricksCluster cluster, ClusterDetails observed, ReconcileIntervals timing, TimeSpan startsIn)
    {
        var reason = observed.TerminationReason;
        var wantsRunning = cluster.Spec.DesiredState == ClusterDesiredState.Running;
        if (ClusterStates.IsOrdinaryEnd(reason) || cluster.Spec.DesiredState == ClusterDesiredState.Terminated || SupersededTermination.Is(cluster, observed))
        {
            return wantsRunning
                ? ReconcileOutcome.InProgress(Reasons.Starting, "The cluster is terminated and will be started", timing.Transition)
                : ReconcileOutcome.Available($"The cluster is terminated ({reason?.Code ?? "no reason given"}) and can be started");
        }

        var message = Message($"The cluster did not come up or broke down ({reason!.Code}, {reason.Type})", observed);
        var isManaged = (cluster.Spec.Policies?.Management ?? ManagementPolicy.Manage) == ManagementPolicy.Manage;
        return wantsRunning && isManaged && !ClusterStates.NeedsPerson(reason)
            ? ReconcileOutcome.InProgress(
                Reasons.StartFailed, $"{message}. It will be started again", startsIn > timing.Transition ? startsIn : timing.Transition)
            : new ReconcileOutcome
            {
                Ready = ConditionValue.False(Reasons.StartFailed, $"{message}. Correct the spec or start the cluster in the workspace"),
                Synced = ConditionValue.True(Reasons.InSync),
                IsStalled = true,
            };
    }

    private static string Message(string summary, ClusterDetails observed) =>
        string.IsNullOrEmpty(observed.StateMessage) ? summary : $"{summary}: {observed.StateMessage}";
}
