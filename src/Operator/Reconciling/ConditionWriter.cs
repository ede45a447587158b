using Operator.Api.V1Alpha1;
using Operator.Runtime.Entities;
using Operator.Runtime.Status;

namespace Operator.Reconciling;

/// <summary>Writes an outcome into a status: the only code that sets conditions.</summary>
internal static class ConditionWriter
{
    /// <summary>Returns the outcome as it counts after the time it has lasted.</summary>
    public static ReconcileOutcome Apply(IReportedStatus status, ReconcileOutcome outcome, long generation, DateTimeOffset now)
    {
        var judged = LastingFailure.Judge(status, outcome, now);
        if (judged.IsPaused)
        {
            Pause(status, judged, generation, now);
        }
        else
        {
            Write(status, judged, generation, now);
        }

        return judged;
    }

    private static void Write(IReportedStatus status, ReconcileOutcome outcome, long generation, DateTimeOffset now)
    {
        Set(status, ConditionTypes.Ready, Ready(status, outcome, generation), generation, now);
        Set(status, ConditionTypes.Synced, outcome.Synced, generation, now);
        SetWhile(outcome.IsReconciling && !outcome.IsStalled, status, ConditionTypes.Reconciling, outcome.Telling, generation, now);
        SetWhile(outcome.IsStalled, status, ConditionTypes.Stalled, outcome.Telling, generation, now);
        foreach (var (type, verdict) in outcome.Further ?? new Dictionary<string, ConditionValue>())
        {
            Set(status, type, verdict, generation, now);
        }

        status.ObservedGeneration = generation;
    }

    /// <summary>Neither Ready nor Stalled lose what they say, and the generation has not been seen: an edit made now is not in the workspace.</summary>
    private static void Pause(IReportedStatus status, ReconcileOutcome outcome, long generation, DateTimeOffset now)
    {
        if (status.Conditions.Find(ConditionTypes.Ready) is null)
        {
            Set(status, ConditionTypes.Ready, outcome.Synced, generation, now);
        }

        Set(status, ConditionTypes.Synced, outcome.Synced, generation, now);
        status.Conditions.Remove(ConditionTypes.Reconciling);
    }

    /// <summary>True only for a generation that is in the workspace, and so never while nothing goes on without a person.</summary>
    private static ConditionValue Ready(IReportedStatus status, ReconcileOutcome outcome, long generation)
    {
        var ready = outcome.Ready ?? Kept(status, outcome, generation);
        return outcome.IsStalled && ready.Status == Conditions.True ? ConditionValue.False(outcome.Telling.Reason, outcome.Telling.Message) : ready;
    }

    /// <summary>A Ready that spoke of an older generation, or of what is no longer wanted, says nothing now.</summary>
    private static ConditionValue Kept(IReportedStatus status, ReconcileOutcome outcome, long generation) =>
        status.Conditions.Find(ConditionTypes.Ready) is { } ready && ready.ObservedGeneration == generation
        && !(outcome.IsOutdated && ready.Status == Conditions.True)
            ? new ConditionValue(ready.Status, ready.Reason, ready.Message)
            : ConditionValue.Unknown(outcome.Synced.Reason, outcome.Synced.Message);

    private static void SetWhile(bool holds, IReportedStatus status, string type, ConditionValue verdict, long generation, DateTimeOffset now)
    {
        if (holds)
        {
            Set(status, type, ConditionValue.True(verdict.Reason, verdict.Message), generation, now);
        }
        else
        {
            status.Conditions.Remove(type);
        }
    }

    private static void Set(IReportedStatus status, string type, ConditionValue verdict, long generation, DateTimeOffset now) => status.Conditions.Set(
        new Condition
        {
            Type = type,
            Status = verdict.Status,
            Reason = verdict.Reason,
            Message = StatusText.Cut(verdict.Message, StatusLimits.Message),
            ObservedGeneration = generation,
        }, now);
}
