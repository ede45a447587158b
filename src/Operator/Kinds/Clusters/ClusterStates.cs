using Operator.Databricks.Clusters;

namespace Operator.Kinds.Clusters;

/// <summary>The states of a cluster and what they mean (behavior §2.1, behavior §2.4). The list is open: an unknown state is waited out.</summary>
internal static class ClusterStates
{
    public const string Pending = "PENDING";
    public const string Running = "RUNNING";
    public const string Restarting = "RESTARTING";
    public const string Resizing = "RESIZING";
    public const string Terminating = "TERMINATING";
    public const string Terminated = "TERMINATED";

    /// <summary>Ends that are part of a cluster's ordinary life.</summary>
    private static readonly HashSet<string> OrdinaryCodes = ["USER_REQUEST", "INACTIVITY", "JOB_FINISHED", "USER_INITIATED_VM_TERMINATION", "WORKSPACE_UPDATE"];

    /// <summary>By type first; old answers have only the code.</summary>
    public static bool IsOrdinaryEnd(TerminationReason? reason) =>
        reason is null || reason.Type == "SUCCESS" || (reason.Type is null && OrdinaryCodes.Contains(reason.Code ?? ""));

    /// <summary>Starting again would fail again until a person changes something.</summary>
    public static bool NeedsPerson(TerminationReason? reason) => reason?.Type == "CLIENT_ERROR";
}
