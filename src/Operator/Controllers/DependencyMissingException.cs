namespace Operator.Controllers;

/// <summary>Something the spec refers to inside Kubernetes is not there yet. The message says what, and goes into the condition.</summary>
internal sealed class DependencyMissingException(string message) : Exception(message);
