using Operator.Api.V1Alpha1;
using Operator.Runtime.Entities;
using Operator.Runtime.Status;

namespace Operator.Controllers;

/// <summary>Writes an outcome into a status: the only code that sets conditions.</summary>
internal static class StatusAssembler
{
    public static void Apply(IReportedStatus status, Outcome outcome, long generation, DateTimeOffset now)
    {
        var isStalled = outcome.IsStalled || IsOverdue(status, outcome, now);
        if (!outcome.KeepsReady || status.Conditions.Find(ConditionTypes.Ready) is null)
        {
            Set(status, ConditionTypes.Ready, outcome.Ready ?? Kept(status, outcome, generation), generation, now);
        }

        Set(status, ConditionTypes.Synced, outcome.Synced, generation, now);
        SetWhile(outcome.IsReconciling && !isStalled, status, ConditionTypes.Reconciling, outcome.Telling, generation, now);
        SetWhile(isStalled, status, ConditionTypes.Stalled, outcome.Telling, generation, now);
        foreach (var (type, verdict) in outcome.Further ?? new Dictionary<string, Verdict>())
        {
            Set(status, type, verdict, generation, now);
        }

        status.ObservedGeneration = generation;
    }

    private static bool IsOverdue(IReportedStatus status, Outcome outcome, DateTimeOffset now) =>
        outcome.StallsAfter is { } limit
        && status.Conditions.Find(ConditionTypes.Ready) is { Status: Conditions.False } ready
        && ready.Reason == outcome.Ready?.Reason
        && now.UtcDateTime - ready.LastTransitionTime >= limit;

    /// <summary>A Ready that spoke of an older generation says nothing about this one.</summary>
    private static Verdict Kept(IReportedStatus status, Outcome outcome, long generation) =>
        status.Conditions.Find(ConditionTypes.Ready) is { } ready && ready.ObservedGeneration == generation
            ? new Verdict(ready.Status, ready.Reason, ready.Message)
            : Verdict.Unknown(outcome.Synced.Reason, outcome.Synced.Message);

    private static void SetWhile(bool holds, IReportedStatus status, string type, Verdict verdict, long generation, DateTimeOffset now)
    {
        if (holds)
        {
            Set(status, type, Verdict.True(verdict.Reason, verdict.Message), generation, now);
        }
        else
        {
            status.Conditions.Remove(type);
        }
    }

    private static void Set(IReportedStatus status, string type, Verdict verdict, long generation, DateTimeOffset now) => status.Conditions.Set(
        new Condition { Type = type, Status = verdict.Status, Reason = verdict.Reason, Message = StatusText.Cut(verdict.Message, StatusLimits.Message), ObservedGeneration = generation }, now);
}
