using Operator.Api.V1Alpha1;

namespace Operator.Controllers;

/// <summary>The end of a pass that must not change anything: Observe and Plan.</summary>
internal static class ReadOnly
{
    public static Outcome Conclude<TEntity>(Pass<TEntity> pass, Decision decision, Outcome assessed, ManagedTiming timing)
        where TEntity : class, IDatabricksResource
    {
        var isPlan = pass.Management == ManagementPolicy.Plan;
        pass.Working.Status.Plan = isPlan
            ? new PlanStatus { Action = decision.Action, Restart = decision.Restarts, Fields = decision.Fields.Count == 0 ? null : [.. decision.Fields] }
            : null;
        var synced = decision.Action == PlanAction.None
            ? Verdict.True(isPlan ? Reasons.InSync : Reasons.Observed)
            : Verdict.False(isPlan ? Reasons.ChangesPlanned : Reasons.DriftDetected, $"{decision.Action}: {string.Join(", ", decision.Fields)}");
        return assessed with { Synced = synced, RequeueAfter = assessed.RequeueAfter ?? timing.JitteredObserve };
    }
}
