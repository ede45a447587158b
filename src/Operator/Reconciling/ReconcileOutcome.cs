using Operator.Api.V1Alpha1;
using Operator.Runtime.Entities;
using Operator.Runtime.Status;

namespace Operator.Reconciling;

/// <summary>One condition's value.</summary>
internal sealed record ConditionValue(string Status, string Reason, string Message)
{
    public static ConditionValue True(string reason, string message = "") => new(Conditions.True, reason, message);

    public static ConditionValue False(string reason, string message) => new(Conditions.False, reason, message);

    public static ConditionValue? Of(Condition? condition) => condition is null ? null : new(condition.Status, condition.Reason, condition.Message);

    public static ConditionValue Unknown(string reason, string message) => new(Conditions.Unknown, reason, message);
}

/// <summary>How a pass ended, in the words of the conditions, and when the next one is due.</summary>
internal sealed record ReconcileOutcome
{
    /// <summary>Null keeps what it was, as long as that spoke of the current generation.</summary>
    public ConditionValue? Ready { get; init; }

    public required ConditionValue Synced { get; init; }

    /// <summary>Conditions of one kind besides the four, by type. They are never taken back: null leaves what is there.</summary>
    public IReadOnlyDictionary<string, ConditionValue>? Further { get; init; }

    /// <summary>Nothing was observed, on purpose: the conditions keep what they say, whichever generation it is about.</summary>
    public bool IsPaused { get; init; }

    /// <summary>What is in the workspace is known not to be what is wanted now, so that a Ready that was True cannot be kept.</summary>
    public bool IsOutdated { get; init; }

    /// <summary>Work goes on by itself.</summary>
    public bool IsReconciling { get; init; }

    /// <summary>Nothing will change until a person changes something.</summary>
    public bool IsStalled { get; init; }

    /// <summary>After so long without a successful observation it counts as stalled, although it is tried again. Null for what ends by itself.</summary>
    public TimeSpan? StallsAfter { get; init; }

    /// <summary>For so long it takes nothing from Ready, and is tried again quickly: it may be over in seconds.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>When to reconcile again; null means after the regular interval, or after the backoff when it failed.</summary>
    public TimeSpan? RequeueAfter { get; init; }

    public bool HasFailed { get; init; }

    /// <summary>What Reconciling or Stalled say: the most telling of the other two.</summary>
    public ConditionValue Telling => Ready is { Status: not Conditions.True } ready ? ready : Synced;

    public static ReconcileOutcome Available(string message = "") =>
        new() { Ready = ConditionValue.True(Reasons.Available, message), Synced = ConditionValue.True(Reasons.InSync) };

    /// <summary>On its way; comes by itself.</summary>
    public static ReconcileOutcome InProgress(string reason, string message, TimeSpan requeueAfter, ConditionValue? synced = null) => new()
    {
        Ready = ConditionValue.False(reason, message),
        Synced = synced ?? ConditionValue.True(Reasons.InSync),
        IsReconciling = true,
        RequeueAfter = requeueAfter,
    };

    /// <summary>Made a moment ago. Not in sync yet: a part with a call of its own is still to be written, and must not look like drift.</summary>
    public static ReconcileOutcome Created(TimeSpan requeueAfter) => InProgress(
        Reasons.Provisioning, "The workspace is preparing it", requeueAfter, ConditionValue.False(
            Reasons.Updating, "Sent to the workspace; not seen there yet"));

    /// <summary>A change was sent, and no look has shown it yet.</summary>
    public static ReconcileOutcome Sent(string reason, string message, TimeSpan requeueAfter) =>
        InProgress(reason, message, requeueAfter, ConditionValue.False(Reasons.Updating, "Sent to the workspace; not seen there yet"));

    /// <summary>Waits for something inside Kubernetes that is not there yet; stalled where that itself waits for a person.</summary>
    public static ReconcileOutcome Waiting(string reason, string message, TimeSpan requeueAfter, bool isStalled = false) => new()
    {
        Ready = ConditionValue.False(reason, message),
        Synced = ConditionValue.Unknown(reason, message),
        IsReconciling = !isStalled,
        IsStalled = isStalled,
        RequeueAfter = requeueAfter,
    };

    /// <summary>Nothing is known that would be other than the conditions say.</summary>
    public static ReconcileOutcome Unchanged(CommonStatus status, TimeSpan requeueAfter) => new()
    {
        Ready = ConditionValue.Of(status.Conditions.Find(ConditionTypes.Ready)),
        Synced = ConditionValue.Of(status.Conditions.Find(ConditionTypes.Synced)) ?? ConditionValue.Unknown(Reasons.Provisioning, ""),
        IsReconciling = status.Conditions.IsTrue(ConditionTypes.Reconciling),
        IsStalled = status.Conditions.IsTrue(ConditionTypes.Stalled),
        RequeueAfter = requeueAfter,
    };

    public static ReconcileOutcome Stalled(string reason, string message, TimeSpan? requeueAfter = null) => new()
    {
        Ready = ConditionValue.False(reason, message),
        Synced = ConditionValue.False(reason, message),
        IsStalled = true,
        RequeueAfter = requeueAfter,
    };

    public static ReconcileOutcome Suspended(string message = "spec.suspend is true: the object is neither observed nor changed") =>
        new() { IsPaused = true, Synced = ConditionValue.Unknown(Reasons.Suspended, message) };
}
