using Operator.Api.V1Alpha1;
using Operator.Databricks;

namespace Operator.Workspaces;

/// <summary>A workspace that can be called, or why not.</summary>
/// <param name="Name">As shown in status.workspace.</param>
/// <param name="Client">Null when the workspace is not ready.</param>
/// <param name="Problem">What to do about it; null when it is ready.</param>
/// <param name="IsStalled">It does not become ready by itself.</param>
internal sealed record WorkspaceConnection(string Name, WorkspaceClient? Client, string? Problem, bool IsStalled = false);

/// <summary>Finds the workspace an object lives in.</summary>
internal interface IWorkspaceConnector
{
    /// <summary>Reads nothing and waits for nobody, so that a pass may ask as often as it likes.</summary>
    WorkspaceConnection Connect(IDatabricksResource resource);
}
