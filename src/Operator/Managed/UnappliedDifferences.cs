using Operator.Api.V1Alpha1;
using Operator.Reconciling;
using Operator.Runtime.Status;

namespace Operator.Managed;

/// <summary>The end of a pass that found nothing to call for: what nothing can change, or not yet, is said where the rest is as it should be.</summary>
internal static class UnappliedDifferences
{
    public static ReconcileOutcome Conclude(PartChoice choice, ReconcileOutcome assessed) => choice.Next switch
    {
        { Unchangeable.Count: > 0 } => NotApplied(assessed, ConditionValue.False(
            Reasons.ImmutableFieldChanged,
            $"Cannot change on an existing object: {string.Join(", ", choice.Next.Unchangeable)}. Set it back, or delete this resource and create it again")),
        { Refused.Count: > 0 } => NotApplied(assessed, ConditionValue.False(
            Reasons.Rejected,
            $"Databricks accepts these settings without an error and does not keep them: {string.Join(", ", choice.Next.Refused)}. "
                + "Remove them from the spec if this workspace does not support them")),
        { Withheld: { } withheld } => Protected(assessed, choice, withheld),
        _ when choice.Reported.Count > 0 => assessed with
        {
            Synced = ConditionValue.False(Reasons.DriftDetected, $"Differs from the spec, and policies.drift is Report: {string.Join(", ", choice.Reported)}"),
        },
        { Later: { } later } => assessed with { Synced = ConditionValue.False(choice.IsDrift ? Reasons.DriftDetected : Reasons.Updating, later) },
        _ => assessed,
    };

    /// <summary>
    /// What the spec asks for is not in the workspace and is not going to be: it is not ready, however well the object does. What keeps the object from being
    /// usable says more.
    /// </summary>
    private static ReconcileOutcome NotApplied(ReconcileOutcome assessed, ConditionValue verdict) => assessed with
    {
        Ready = assessed.Ready is { Status: Conditions.False } other ? other : verdict,
        Synced = verdict,
        IsStalled = !assessed.IsReconciling,
    };

    /// <summary>
    /// What differs waits until nothing is interrupted by it. An edit that waits is not in the workspace, and so not ready; drift takes nothing from what
    /// the object is.
    /// </summary>
    private static ReconcileOutcome Protected(ReconcileOutcome assessed, PartChoice choice, WithheldSettings withheld)
    {
        var verdict = ConditionValue.False(Reasons.DisruptionDenied, choice.Next.Later!);
        var isDrift = withheld.Fields.All(choice.Drift.Contains);
        return assessed with
        {
            Ready = assessed.Ready is { Status: Conditions.True } && !isDrift ? verdict : assessed.Ready,
            Synced = verdict,
            IsReconciling = assessed.IsReconciling || withheld.EndsByItself,
            IsStalled = assessed.IsStalled || (!withheld.EndsByItself && !assessed.IsReconciling),
        };
    }
}
