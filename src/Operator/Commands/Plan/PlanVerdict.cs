using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Runtime.Entities;
using Operator.Runtime.Status;

namespace Operator.Commands.Plan;

/// <summary>What the end of a pass under the policy Plan means for the reader of a plan. Pure.</summary>
internal static class PlanVerdict
{
    private static readonly string[] Outages =
    [
        Reasons.AuthenticationFailed, Reasons.PermissionDenied, Reasons.RateLimited, Reasons.ApiUnavailable, Reasons.WorkspaceNotReady,
    ];

    /// <summary>Of a pass that saw the object in the workspace.</summary>
    public static PlannedObject Of(PlannedObject planned, DecisionCollector.Decision decision)
    {
        var next = decision.Choice.Next;
        var due = next.Parts.Count > 0 ? [.. next.Parts.Where(part => !part.IsNothing)] : next.IsNothing ? (IReadOnlyList<Change>)[] : [next];
        var messages = Messages(next, decision).ToList();
        if (due.Count == 0)
        {
            return planned with { Action = Idle(next), Messages = messages };
        }

        var action = due.All(part => part is { Action: PlanAction.Wait, Power: PowerChange.None }) ? PlannedAction.Wait
            : due.Any(part => part.Action == PlanAction.Recreate) ? PlannedAction.Replace
            : PlannedAction.Update;
        return planned with
        {
            Action = action,
            Restarts = due.Any(part => part.Restarts),
            Fields = [.. due.SelectMany(FieldsOf).DistinctBy(field => field.Path)],
            Messages = [.. due.Where(part => part.Differences.Count == 0 || part.Action == PlanAction.Wait).Select(part => part.Message), .. messages],
        };
    }

    /// <summary>Of a pass that ended before it saw an object in the workspace.</summary>
    public static PlannedObject Of(PlannedObject planned, CommonStatus status)
    {
        if (status.Plan is { Action: PlanAction.Create })
        {
            return planned with { Action = PlannedAction.Create };
        }

        var ready = status.Conditions.Find(ConditionTypes.Ready);
        var synced = status.Conditions.Find(ConditionTypes.Synced);
        var telling = ready is null or { Status: Conditions.True } ? synced : ready;
        var action = status.Plan is { Action: PlanAction.None } || synced?.Reason == Reasons.Suspended ? PlannedAction.None
            : new[] { ready?.Reason, synced?.Reason }.Any(Outages.Contains) ? PlannedAction.Failed
            : status.Conditions.IsTrue(ConditionTypes.Stalled) && telling?.Reason != Reasons.DependencyNotReady ? PlannedAction.Refused
            : PlannedAction.Wait;
        return planned with { Action = action, Messages = action == PlannedAction.None && synced?.Reason != Reasons.Suspended ? [] : [Text(telling)] };
    }

    private static PlannedAction Idle(Change next) =>
        next.Unchangeable.Count > 0 || next.Refused.Count > 0 ? PlannedAction.Refused
        : next.Later is not null ? PlannedAction.Wait
        : PlannedAction.None;

    private static IEnumerable<PlannedField> FieldsOf(Change part) => part.Fields.Select(path =>
        part.Differences.FirstOrDefault(difference => difference.Path == path)?.Values is { } values
            ? new PlannedField(path, ShownValues.Of(path, values.Observed), ShownValues.Of(path, values.Wanted))
            : new PlannedField(path, null, null));

    private static IEnumerable<string> Messages(Change next, DecisionCollector.Decision decision)
    {
        if (decision.IsAdoption)
        {
            yield return "taken over: it exists and is not recorded yet";
        }

        if (next.Unchangeable.Count > 0)
        {
            yield return $"{Reasons.ImmutableFieldChanged}: no call can change {string.Join(", ", next.Unchangeable)} of an existing object. Set it back, or "
                + "delete the object and create it again";
        }

        if (next.Refused.Count > 0)
        {
            yield return $"{Reasons.Rejected}: the workspace accepts these settings and does not keep them: {string.Join(", ", next.Refused)}";
        }

        if (next.Later is { } later)
        {
            yield return later;
        }

        if (decision.Choice.Reported.Count > 0)
        {
            yield return $"policies.drift is Report, so these stay as they are in the workspace: {string.Join(", ", decision.Choice.Reported)}";
        }
    }

    private static string Text(Condition? condition) =>
        condition is null ? "nothing is known yet" : condition.Message.Length == 0 ? condition.Reason : $"{condition.Reason}: {condition.Message}";
}
