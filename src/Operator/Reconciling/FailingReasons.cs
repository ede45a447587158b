using Operator.Api.V1Alpha1;

namespace Operator.Reconciling;

/// <summary>
/// Reasons that something is wrong, as opposed to those of an object that is well, on its way or waits for another one. Their events are warnings, whether the
/// operator tries again or not: people filter events by their type.
/// </summary>
internal static class FailingReasons
{
    private static readonly HashSet<string> All =
    [
        Reasons.AuthenticationFailed,
        Reasons.PermissionDenied,
        Reasons.InvalidSpec,
        Reasons.ImmutableFieldChanged,
        Reasons.Rejected,
        Reasons.Conflict,
        Reasons.ExternalIdInUse,
        Reasons.AdoptionTargetNotFound,
        Reasons.AmbiguousName,
        Reasons.WrongObjectType,
        Reasons.RemoteMissing,
        Reasons.StartFailed,
        Reasons.LibraryFailed,
        Reasons.RunFailed,
        Reasons.RunCanceled,
        Reasons.RunTimedOut,
        Reasons.RunSkipped,
        Reasons.RunExpired,
        Reasons.RateLimited,
        Reasons.ApiUnavailable,
        Reasons.DeleteFailed,
        Reasons.DeleteBlocked,
        Reasons.InvalidAnnotation,
        Reasons.DriftDetected,
    ];

    public static bool Include(string reason) => All.Contains(reason);
}
