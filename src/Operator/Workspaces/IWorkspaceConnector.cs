using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Reconciling;

namespace Operator.Workspaces;

/// <summary>A workspace that can be called, or why not.</summary>
/// <param name="Name">As shown in status.workspace.</param>
/// <param name="Client">Null when the workspace is not ready.</param>
/// <param name="Problem">What to do about it; null when it is ready.</param>
/// <param name="IsStalled">It does not become ready by itself.</param>
internal sealed record WorkspaceConnection(string Name, WorkspaceClient? Client, string? Problem, bool IsStalled = false)
{
    /// <summary>
    /// The workspace came into being or was edited a moment ago, and its own pass has yet to say whether it can be used. That takes a moment and brings the
    /// object's pass again, so there is nothing to write.
    /// </summary>
    public bool IsUndecided { get; init; }

    /// <summary>The workspace is well and does not allow this object what its spec asks for: only an edit of either ends that.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Its spec.suspend is true: what is known of the object is left as it is. Of one that is to go only that it waits would be no answer.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>How a pass ends that has no client.</summary>
    /// <param name="retry">When to try again; a change brings the pass anyway.</param>
    /// <param name="wayOut">More to say; empty for nothing.</param>
    public ReconcileOutcome Hindrance(TimeSpan retry, string wayOut = "") => this switch
    {
        { IsSuspended: true } => ReconcileOutcome.Suspended($"{Problem}{wayOut}"),
        { IsDenied: true } => ReconcileOutcome.Stalled(Reasons.PermissionDenied, $"{Problem}{wayOut}"),
        _ => ReconcileOutcome.Waiting(Reasons.WorkspaceNotReady, $"{Problem}{wayOut}", retry, IsStalled),
    };
}

/// <summary>Finds the workspace an object lives in.</summary>
internal interface IWorkspaceConnector
{
    /// <summary>Makes no call and never waits, so that a pass may ask as often as it likes.</summary>
    WorkspaceConnection Connect(IDatabricksResource resource);

    /// <summary>
    /// The workspace in which a resource that is to go has its object: the one that was recorded, where the spec has come to name another since.
    /// </summary>
    WorkspaceConnection ConnectForDeletion(IDatabricksResource resource) => Connect(resource);
}
