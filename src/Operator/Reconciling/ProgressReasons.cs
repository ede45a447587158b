using Operator.Api.V1Alpha1;

namespace Operator.Reconciling;

/// <summary>
/// Reasons of an object that gets where it was sent. The event of its creation, or of the call that changed it, has told people, and its conditions say how far
/// it is: an event for each further step would cost the API server more writes than the steps themselves.
/// </summary>
internal static class ProgressReasons
{
    private static readonly HashSet<string> All =
    [
        Reasons.Available,
        Reasons.Provisioning,
        Reasons.Updating,
        Reasons.Starting,
        Reasons.Restarting,
        Reasons.Stopping,
        Reasons.Deleting,
        Reasons.RunRunning,
    ];

    /// <summary>Not what follows a failure or a wait for something else: that it ended is news.</summary>
    /// <param name="before">Null for the first.</param>
    /// <param name="reason">Of Ready now.</param>
    public static bool AreOrdinary(string? before, string reason) => All.Contains(reason) && (before is null || All.Contains(before));
}
