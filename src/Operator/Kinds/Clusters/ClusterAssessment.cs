using Operator.Api.V1Alpha1;
using Operator.Databricks.Clusters;
using Operator.Managed;
using Operator.Reconciling;

namespace Operator.Kinds.Clusters;

/// <summary>What a cluster's state means when its settings are as they should be.</summary>
internal static class ClusterAssessment
{
    /// <param name="cluster">What is wanted.</param>
    /// <param name="observed">What there is.</param>
    /// <param name="timing">When to look again.</param>
    /// <param name="startsIn">How long until a cluster that failed to start is started again.</param>
    public static Outcome Assess(DatabricksCluster cluster, ClusterDetails observed, ManagedTiming timing, TimeSpan startsIn) => observed.State switch
    {
        ClusterStates.Running => Outcome.Available(),
        // Under autoscaling a cluster resizes all the time and is usable while it does.
        ClusterStates.Resizing when cluster.Spec.Autoscale is not null || cluster.Spec.PolicyId is not null => Outcome.Available(),
        ClusterStates.Resizing => Outcome.InProgress(Reasons.Updating, "The cluster is being resized", timing.Transition),
        ClusterStates.Restarting => Outcome.InProgress(Reasons.Restarting, "The cluster is restarting", timing.Transition),
        ClusterStates.Terminating => Outcome.InProgress(Reasons.Stopping, "The cluster is terminating", timing.Transition),
        ClusterStates.Terminated => Terminated(cluster, observed, timing, startsIn),
        ClusterStates.Pending => Outcome.InProgress(Reasons.Provisioning, Message("The cluster is starting", observed), timing.Transition),
        _ => Outcome.InProgress(Reasons.Provisioning, $"The cluster is {observed.State ?? "in no known state"}", timing.Transition),
    };

    /// <summary>What follows from a call that was made.</summary>
    public static Outcome After(Decision change, ManagedTiming timing) => change switch
    {
        { Power: PowerChange.Start } => Outcome.InProgress(Reasons.Starting, "The cluster is starting", timing.Transition),
        { Power: PowerChange.Terminate } => Outcome.InProgress(Reasons.Stopping, "The cluster is terminating", timing.Transition),
        { Power: PowerChange.Restart } or { Restarts: true } => Outcome.Sent(Reasons.Restarting, change.Message, timing.Transition),
        _ => Outcome.Sent(Reasons.Updating, change.Message, timing.Transition),
    };

    private static Outcome Terminated(DatabricksCluster cluster, ClusterDetails observed, ManagedTiming timing, TimeSpan startsIn)
    {
        var reason = observed.TerminationReason;
        var wantsRunning = cluster.Spec.DesiredState == ClusterDesiredState.Running;
        if (ClusterStates.IsOrdinaryEnd(reason) || cluster.Spec.DesiredState == ClusterDesiredState.Terminated || SupersededTermination.Is(cluster, observed))
        {
            return wantsRunning
                ? Outcome.InProgress(Reasons.Starting, "The cluster is terminated and will be started", timing.Transition)
                : Outcome.Available($"The cluster is terminated ({reason?.Code ?? "no reason given"}) and can be started");
        }

        var message = Message($"The cluster did not come up or broke down ({reason!.Code}, {reason.Type})", observed);
        var isManaged = (cluster.Spec.Policies?.Management ?? ManagementPolicy.Manage) == ManagementPolicy.Manage;
        return wantsRunning && isManaged && !ClusterStates.NeedsPerson(reason)
            ? Outcome.InProgress(Reasons.StartFailed, $"{message}. It will be started again", startsIn > timing.Transition ? startsIn : timing.Transition)
            : new Outcome
            {
                Ready = Verdict.False(Reasons.StartFailed, $"{message}. Correct the spec or start the cluster in the workspace"),
                Synced = Verdict.True(Reasons.InSync),
                IsStalled = true,
            };
    }

    private static string Message(string summary, ClusterDetails observed) =>
        string.IsNullOrEmpty(observed.StateMessage) ? summary : $"{summary}: {observed.StateMessage}";
}
