namespace Operator.Controllers;

/// <summary>Something the spec refers to inside Kubernetes is not there yet. The message says what, and goes into the condition.</summary>
/// <param name="message">What is missing.</param>
/// <param name="isStalled">It does not come by itself either: a person has to put right what is missing.</param>
internal sealed class DependencyMissingException(string message, bool isStalled = false) : Exception(message)
{
    public bool IsStalled => isStalled;
}
