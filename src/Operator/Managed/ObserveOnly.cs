using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>The end of a pass that must not change anything: Observe and Plan.</summary>
internal static class ObserveOnly
{
    /// <summary>Drift that is only reported is no change that would be made, and is reported all the same.</summary>
    public static ReconcileOutcome Conclude<TEntity>(Pass<TEntity> pass, PartChoice choice, ReconcileOutcome assessed)
        where TEntity : class, IDatabricksResource
    {
        var end = Conclude(pass, choice.Next, assessed);
        return choice is { Next: { IsNothing: true, Unchangeable.Count: 0 }, Reported.Count: > 0 } ? UnappliedDifferences.Conclude(choice, end) : end;
    }

    public static ReconcileOutcome Conclude<TEntity>(Pass<TEntity> pass, Change decision, ReconcileOutcome assessed)
        where TEntity : class, IDatabricksResource
    {
        var isPlan = pass.Management == ManagementPolicy.Plan;
        pass.Working.Status.Plan = isPlan
            ? new PlanStatus
            {
                Action = decision switch
                {
                    { Power: not PowerChange.None } => PlanAction.Update,
                    { Action: PlanAction.None, Later: not null } => PlanAction.Wait,
                    _ => decision.Action,
                },
                Restart = decision.Restarts,
                Fields = StatusText.Paths(decision.Fields, StatusLimits.Fields),
            }
            : null;
        var synced = decision is { IsNothing: true, Later: null }
            ? Settled(decision, isPlan)
            : ConditionValue.False(isPlan ? Reasons.ChangesPlanned : Reasons.DriftDetected, Summary(decision));
        return assessed with { Synced = synced };
    }

    /// <summary>The end of such a pass over an object that is not there, which only a person can change.</summary>
    public static ReconcileOutcome Absent<TEntity>(Pass<TEntity> pass, TimeSpan requeueAfter)
        where TEntity : class, IDatabricksResource
    {
        var isPlan = pass.Management == ManagementPolicy.Plan;
        pass.Working.Status.Plan = isPlan ? new PlanStatus { Action = PlanAction.Create, Restart = false } : null;
        return new ReconcileOutcome
        {
            Ready = ConditionValue.False(
                Reasons.RemoteMissing,
                $"The object does not exist in the workspace, and policies.management: {pass.Management} does not create it. Create it there, or set Manage"),
            Synced = ConditionValue.False(isPlan ? Reasons.ChangesPlanned : Reasons.RemoteMissing, "It would be created"),
            IsStalled = true,
            RequeueAfter = requeueAfter,
        };
    }

    private static ConditionValue Settled(Change decision, bool isPlan) => decision.Unchangeable.Count > 0
        ? ConditionValue.False(Reasons.ImmutableFieldChanged, $"Cannot change on an existing object: {string.Join(", ", decision.Unchangeable)}")
        : ConditionValue.True(isPlan ? Reasons.InSync : Reasons.Observed);

    private static string Summary(Change decision) => decision switch
    {
        { Power: not PowerChange.None } => $"The power state would be changed: {decision.Power}",
        { Action: PlanAction.None, Later: { } later } => later,
        { Withheld: { } withheld } => $"{decision.Action}: {string.Join(", ", decision.Fields.Except(withheld.Fields))}; {decision.Later}",
        _ => $"{decision.Action}: {string.Join(", ", decision.Fields)}",
    };
}
