using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;

namespace Operator.Reconciling;

/// <summary>
/// The one place where a failed call becomes conditions and a retry (behavior §6.4). How long it has lasted counts later: see <see cref="LastingFailure"/>.
/// </summary>
internal static class FailureTable
{
    /// <summary>How often a refused request is sent again although nothing changed: whatever refused it may have been put right elsewhere.</summary>
    private static readonly TimeSpan RejectedRecheck = TimeSpan.FromMinutes(30);

    /// <summary>Tools that wait for an object take it for failed after this long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>A refusal that is younger may be a hiccup of the workspace, or a grant that has not arrived everywhere.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <param name="error">The failure.</param>
    /// <param name="hints">What in the spec may have been refused; looked for only where something was.</param>
    public static ReconcileOutcome Classify(DatabricksError error, IEnumerable<string>? hints = null)
    {
        var message = error.Kind == DatabricksErrorKind.Invalid ? string.Join("; ", [error.ToString(), .. hints ?? []]) : error.ToString();
        return error.Kind switch
        {
            DatabricksErrorKind.Invalid => ReconcileOutcome.Stalled(Reasons.Rejected, $"Databricks refused the request: {message}", RejectedRecheck),
            DatabricksErrorKind.Unauthenticated =>
                Persistent(Reasons.AuthenticationFailed, $"The workspace does not accept the credential{From(error)}: {message}", error) with { Grace = Grace },
            DatabricksErrorKind.PermissionDenied =>
                Persistent(Reasons.PermissionDenied, $"The operator's identity lacks a permission in the workspace: {message}", error) with { Grace = Grace },
            DatabricksErrorKind.Quota => Persistent(Reasons.Rejected, $"A limit of the workspace is used up: {message}", error),
            DatabricksErrorKind.Throttled => Passing(Reasons.RateLimited, $"The workspace limits the rate of calls: {message}", error.RetryDelay),
            DatabricksErrorKind.WrongState or DatabricksErrorKind.Conflict =>
                Passing(Reasons.Updating, $"Waiting for the workspace to allow the change: {message}", error.RetryDelay),
            DatabricksErrorKind.NotFound => Passing(Reasons.RemoteMissing, $"The object went away during the pass: {message}", null),
            _ => Passing(Reasons.ApiUnavailable, $"The workspace cannot be used right now: {message}", null),
        };
    }

    /// <summary>
    /// A dependency whose object the workspace does not show yet is tried again within seconds, then ever more seldom; every other one wakes its
    /// dependants itself.
    /// </summary>
    public static ReconcileOutcome Classify(DependencyMissingException missing, TimeSpan otherwise)
    {
        var waiting = missing.ToOutcome(otherwise);
        return missing.IsUnseenByWorkspace ? waiting with { RequeueAfter = null, HasFailed = true, StallsAfter = Patience } : waiting;
    }

    private static string From(DatabricksError error) => error.Credential is { } credential ? $" from {credential}" : "";

    /// <summary>Needs a person, but may be mended elsewhere, so it is tried again slowly.</summary>
    private static ReconcileOutcome Persistent(string reason, string message, DatabricksError error) => new()
    {
        Ready = ConditionValue.False(reason, message),
        Synced = ConditionValue.Unknown(reason, message),
        IsReconciling = true,
        StallsAfter = Patience,
        RequeueAfter = error.RetryDelay,
        HasFailed = true,
    };

    /// <summary>Passes by itself and says nothing about the object: Ready keeps its value.</summary>
    private static ReconcileOutcome Passing(string reason, string message, TimeSpan? requeueAfter) => new()
    {
        Synced = ConditionValue.Unknown(reason, message),
        IsReconciling = true,
        RequeueAfter = requeueAfter,
        HasFailed = true,
    };
}
