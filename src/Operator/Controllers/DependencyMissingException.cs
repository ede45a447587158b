namespace Operator.Controllers;

/// <summary>Something the spec refers to inside Kubernetes is not there yet. The message says what, and goes into the condition.</summary>
internal sealed class DependencyMissingException(string message) : Exception(message)
{
    /// <summary>
    /// True when the resource says that its object exists and the workspace, asked to use it, does not know it: a workspace takes seconds to show a new object
    /// to all of its services, and no change inside Kubernetes tells when it has.
    /// </summary>
    public bool IsUnseenByWorkspace { get; init; }
}
