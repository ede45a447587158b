using Operator.Api.V1Alpha1;
using Operator.Runtime.Entities;
using Operator.Runtime.Status;

namespace Operator.Reconciling;

/// <summary>One condition's value.</summary>
internal sealed record Verdict(string Status, string Reason, string Message)
{
    public static Verdict True(string reason, string message = "") => new(Conditions.True, reason, message);

    public static Verdict False(string reason, string message) => new(Conditions.False, reason, message);

    public static Verdict? Of(Condition? condition) => condition is null ? null : new(condition.Status, condition.Reason, condition.Message);

    public static Verdict Unknown(string reason, string message) => new(Conditions.Unknown, reason, message);
}

/// <summary>How a pass ended, in the words of the conditions, and when the next one is due.</summary>
internal sealed record Outcome
{
    /// <summary>Null keeps what it was, as long as that spoke of the current generation.</summary>
    public Verdict? Ready { get; init; }

    public required Verdict Synced { get; init; }

    /// <summary>Conditions of one kind besides the four, by type. They are never taken back: null leaves what is there.</summary>
    public IReadOnlyDictionary<string, Verdict>? Further { get; init; }

    /// <summary>Nothing was looked at, on purpose: what is known stays as it is, whichever generation it speaks of.</summary>
    public bool IsPaused { get; init; }

    /// <summary>What is in the workspace is known not to be what is wanted now, so that a Ready that was True cannot be kept.</summary>
    public bool IsOutdated { get; init; }

    /// <summary>Work goes on by itself.</summary>
    public bool IsReconciling { get; init; }

    /// <summary>Nothing will change until a person changes something.</summary>
    public bool IsStalled { get; init; }

    /// <summary>After so long without a look that succeeded it counts as stalled, although it is tried again. Null for what ends by itself.</summary>
    public TimeSpan? StallsAfter { get; init; }

    /// <summary>For so long it takes nothing from Ready, and is tried again quickly: it may be over in seconds.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>When to look again; null means after the regular interval, or after the backoff when it failed.</summary>
    public TimeSpan? RequeueAfter { get; init; }

    public bool HasFailed { get; init; }

    /// <summary>What Reconciling or Stalled say: the most telling of the other two.</summary>
    public Verdict Telling => Ready is { Status: not Conditions.True } ready ? ready : Synced;

    public static Outcome Available(string message = "") => new() { Ready = Verdict.True(Reasons.Available, message), Synced = Verdict.True(Reasons.InSync) };

    /// <summary>On its way; comes by itself.</summary>
    public static Outcome InProgress(string reason, string message, TimeSpan requeueAfter, Verdict? synced = null) => new()
    {
        Ready = Verdict.False(reason, message),
        Synced = synced ?? Verdict.True(Reasons.InSync),
        IsReconciling = true,
        RequeueAfter = requeueAfter,
    };

    /// <summary>Made a moment ago. Not in sync yet: a part with a call of its own is still to be written, and must not look as if somebody had changed it.</summary>
    public static Outcome Created(TimeSpan requeueAfter) => InProgress(
        Reasons.Provisioning, "The workspace is preparing it", requeueAfter, Verdict.False(Reasons.Updating, "Sent to the workspace; not seen there yet"));

    /// <summary>A change was sent, and no look has shown it yet.</summary>
    public static Outcome Sent(string reason, string message, TimeSpan requeueAfter) =>
        InProgress(reason, message, requeueAfter, Verdict.False(Reasons.Updating, "Sent to the workspace; not seen there yet"));

    /// <summary>Waits for something inside Kubernetes that is not there yet; stalled where that itself waits for a person.</summary>
    public static Outcome Waiting(string reason, string message, TimeSpan requeueAfter, bool isStalled = false) => new()
    {
        Ready = Verdict.False(reason, message),
        Synced = Verdict.Unknown(reason, message),
        IsReconciling = !isStalled,
        IsStalled = isStalled,
        RequeueAfter = requeueAfter,
    };

    /// <summary>Nothing is known that would be other than the conditions say.</summary>
    public static Outcome Unchanged(CommonStatus status, TimeSpan requeueAfter) => new()
    {
        Ready = Verdict.Of(status.Conditions.Find(ConditionTypes.Ready)),
        Synced = Verdict.Of(status.Conditions.Find(ConditionTypes.Synced)) ?? Verdict.Unknown(Reasons.Provisioning, ""),
        IsReconciling = status.Conditions.IsTrue(ConditionTypes.Reconciling),
        IsStalled = status.Conditions.IsTrue(ConditionTypes.Stalled),
        RequeueAfter = requeueAfter,
    };

    public static Outcome Stalled(string reason, string message, TimeSpan? requeueAfter = null) => new()
    {
        Ready = Verdict.False(reason, message),
        Synced = Verdict.False(reason, message),
        IsStalled = true,
        RequeueAfter = requeueAfter,
    };

    public static Outcome Suspended() => new()
    {
        IsPaused = true,
        Synced = Verdict.Unknown(Reasons.Suspended, "spec.suspend is true: neither the workspace nor the drift is looked at"),
    };
}
