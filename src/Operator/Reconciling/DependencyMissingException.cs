using Operator.Api.V1Alpha1;

namespace Operator.Reconciling;

/// <summary>Something the spec refers to inside Kubernetes is not there yet, or cannot be read. The message says what, and goes into the condition.</summary>
/// <param name="message">What is missing.</param>
/// <param name="isStalled">It does not come by itself either: a person has to put right what is missing.</param>
internal sealed class DependencyMissingException(string message, bool isStalled = false) : Exception(message)
{
    /// <summary>The whole object is missing, and not only what should be in it.</summary>
    public bool IsGone { get; init; }

    /// <summary>The API server could not answer. That says nothing about the object, and ends by itself.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>
    /// True when the resource says that its object exists and the workspace, asked to use it, does not know it: a workspace takes seconds to show a new object
    /// to all of its services, and no change inside Kubernetes tells when it has.
    /// </summary>
    public bool IsUnseenByWorkspace { get; init; }

    /// <param name="retry">When to try again.</param>
    /// <param name="wayOut">More to say; empty for nothing.</param>
    public ReconcileOutcome ToOutcome(TimeSpan retry, string wayOut = "") => IsRetryable
        ? new() { Synced = ConditionValue.Unknown(Reasons.DependencyNotReady, $"{Message}{wayOut}"), IsReconciling = true, HasFailed = true }
        : ReconcileOutcome.Waiting(Reasons.DependencyNotReady, $"{Message}{wayOut}", retry, isStalled);
}
