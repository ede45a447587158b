using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Runs;
using Operator.Reconciling;
using Operator.Runtime.Status;

namespace Operator.Kinds.Runs;

/// <summary>The end of a run: how it is written to the status, and how it is read back from there, the only place it is ever read from again.</summary>
internal static class RunCompletion
{
    public static bool IsRecorded(DatabricksJobRun run) => Recorded(run) is not null;

    /// <summary>The end as it was recorded; null before it.</summary>
    public static ReconcileOutcome? Recorded(DatabricksJobRun run) =>
        run.Status.Conditions.Find(ConditionTypes.Complete) is { Status: Conditions.True } complete ? Of(ConditionValue.True(complete.Reason, complete.Message))
        : run.Status.Conditions.Find(ConditionTypes.Failed) is { Status: Conditions.True } failed ? Of(ConditionValue.False(failed.Reason, failed.Message))
        : null;

    /// <summary>When it ended, or when it was found that it is never going to start; null before.</summary>
    public static DateTimeOffset? At(DatabricksJobRun run) =>
        (run.Status.EndTime
            ?? (run.Status.Conditions.Find(ConditionTypes.Complete) ?? run.Status.Conditions.Find(ConditionTypes.Failed))?.LastTransitionTime) is { } at
            ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc))
            : null;

    /// <param name="verdict">Ready: True when the run did what it was for.</param>
    public static ReconcileOutcome Of(ConditionValue verdict) => new()
    {
        Ready = verdict,
        Synced = ConditionValue.True(Reasons.InSync),
        IsStalled = verdict.Status != Conditions.True,
        Further = new Dictionary<string, ConditionValue>
        {
            [verdict.Status == Conditions.True ? ConditionTypes.Complete : ConditionTypes.Failed] = ConditionValue.True(verdict.Reason, verdict.Message),
        },
    };

    public static ReconcileOutcome NeverStarted() =>
        Of(ConditionValue.False(Reasons.RunCanceled, "Cancelled before it was started: nothing was sent to the workspace"));

    /// <summary>SUCCESS_WITH_FAILURES is a success: the tasks that failed were allowed to.</summary>
    public static ConditionValue VerdictOf(DatabricksJobRun run, RunProgress progress)
    {
        var took = run.Status.Duration is { } duration ? $" after {duration}" : "";
        var why = progress.Message.Length > 0 ? $": {progress.Message}" : "";
        var repaired = run.Status.Repair?.Attempts is > 0 and var attempts ? string.Create(CultureInfo.InvariantCulture, $" (repaired {attempts} times)") : "";
        return progress.Outcome switch
        {
            RunOutcome.Succeeded => ConditionValue.True(Reasons.RunSucceeded, $"The run ended with {progress.Result}{took}{repaired}"),
            RunOutcome.SucceededWithFailures => ConditionValue.True(
                Reasons.RunSucceededWithFailures, $"The run ended with {progress.Result}{took}{repaired}{why}"),
            RunOutcome.TimedOut => ConditionValue.False(Reasons.RunTimedOut, $"The run took longer than its job allows and was ended{took}{repaired}{why}"),
            RunOutcome.Canceled when IsOurTimeout(run) => ConditionValue.False(
                Reasons.RunTimedOut, string.Create(
                    CultureInfo.InvariantCulture, $"The run took longer than timeoutSeconds ({run.Spec.TimeoutSeconds}) and was cancelled{took}{repaired}")),
            RunOutcome.Canceled => ConditionValue.False(Reasons.RunCanceled, $"The run was cancelled{took}{repaired}{why}"),
            RunOutcome.Skipped => ConditionValue.False(Reasons.RunSkipped, $"The run was skipped{why}"),
            _ => ConditionValue.False(Reasons.RunFailed, $"The run failed{took}{repaired}{why}"),
        };
    }

    /// <summary>Also where the record of it was lost with a process: it ended no sooner than our limit, and no cancellation was asked for.</summary>
    private static bool IsOurTimeout(DatabricksJobRun run) =>
        run.Spec.TimeoutSeconds is { } seconds
        && (run.Status.CancelledBy == RunDecision.Timeout
            || (run.Status.CancelledBy is null
                && run.Spec.Cancel != true && run.Status is { StartTime: { } start, EndTime: { } end } && end - start >= TimeSpan.FromSeconds(seconds)));
}
