using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;

namespace Operator.Workspaces;

/// <summary>The objects of one kind that live in workspaces.</summary>
internal interface IWorkspaceDependents
{
    /// <summary>Those that use this workspace, by name or by default.</summary>
    IEnumerable<WorkspaceDependent> Of(DatabricksWorkspace workspace);

    /// <summary>Where there may be more that use it, but the operator is not let see them; null when <see cref="Of"/> is complete.</summary>
    RefusedScope? Unseen(DatabricksWorkspace workspace);

    /// <summary>Requeues those whose last reconcile ended in <paramref name="reason"/>.</summary>
    void Requeue(DatabricksWorkspace workspace, string reason);
}

/// <summary>An object that uses a workspace.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Key">Its name.</param>
/// <param name="WorkspaceId">Databricks' id of the workspace it was found or created in; null before that.</param>
internal sealed record WorkspaceDependent(string Kind, ObjectKey Key, string? WorkspaceId);
