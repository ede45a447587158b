using Operator.Api.V1Alpha1;

namespace Operator.Controllers;

/// <summary>Something the spec refers to inside Kubernetes is not there yet, or cannot be read. The message says what, and goes into the condition.</summary>
internal sealed class DependencyMissingException(string message) : Exception(message)
{
    /// <summary>The whole object is missing, and not only what should be in it.</summary>
    public bool IsGone { get; init; }

    /// <summary>The API server could not answer. That says nothing about the object, and ends by itself.</summary>
    public bool IsPassing { get; init; }

    /// <param name="retry">When to look again at what is missing.</param>
    /// <param name="wayOut">More to say; empty for nothing.</param>
    public Outcome ToOutcome(TimeSpan retry, string wayOut = "") => IsPassing
        ? new() { Synced = Verdict.Unknown(Reasons.DependencyNotReady, $"{Message}{wayOut}"), IsReconciling = true, HasFailed = true }
        : Outcome.Waiting(Reasons.DependencyNotReady, $"{Message}{wayOut}", retry);
}
