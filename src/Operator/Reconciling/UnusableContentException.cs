namespace Operator.Reconciling;

/// <summary>
/// Something the spec holds or refers to inside Kubernetes is there and cannot be used. The message says what and why, without showing it, and goes into the
/// condition.
/// </summary>
internal sealed class UnusableContentException(string message) : Exception(message);
