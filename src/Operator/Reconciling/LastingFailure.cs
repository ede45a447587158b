using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;

namespace Operator.Reconciling;

/// <summary>
/// Failures that count for more the longer they last. Since when is remembered in the status, where neither another reason in between nor a new process
/// starts the time anew, and written once, together with the conditions that change anyway.
/// </summary>
internal static class LastingFailure
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Updates status.failingSince. Young failures take nothing from Ready and are tried again after 5, 10, 20 seconds and so on; old ones are stalled.
    /// </summary>
    public static ReconcileOutcome Judge(IReportedStatus status, ReconcileOutcome outcome, DateTimeOffset now)
    {
        status.FailingSince = Since(status, outcome, now);
        if (outcome.StallsAfter is not { } limit || status.FailingSince is not { } since)
        {
            return outcome;
        }

        var lasted = now.UtcDateTime - since;
        if (lasted >= limit)
        {
            return outcome with { IsStalled = true };
        }

        return outcome.Grace is not { } grace ? outcome
            : lasted < grace ? outcome with { Ready = null, RequeueAfter = Least(FirstRetry + lasted, grace - lasted) }
            : outcome with { RequeueAfter = Least(FirstRetry + lasted, outcome.RequeueAfter ?? TimeSpan.MaxValue) };
    }

    /// <summary>A successful observation ends it. Where nothing was seen, because something else stood in the way, nothing is known to be better.</summary>
    private static DateTime? Since(IReportedStatus status, ReconcileOutcome outcome, DateTimeOffset now) => outcome switch
    {
        { StallsAfter: not null } => status.FailingSince ?? Conditions.WholeSeconds(now),
        { Synced.Status: Conditions.Unknown, IsPaused: false } => status.FailingSince,
        _ => null,
    };

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
