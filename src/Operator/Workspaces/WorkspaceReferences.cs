using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Workspaces;

/// <summary>Which workspace an object means.</summary>
internal static class WorkspaceReferences
{
    /// <summary>The DatabricksWorkspace it names, or the one that counts where none is named. Whether there is one is another question.</summary>
    public static ObjectKey KeyOf(IDatabricksResource resource) => resource.Spec.WorkspaceRef is { } reference
        ? new(reference.Namespace ?? resource.Metadata.NamespaceProperty, reference.Name)
        : new(resource.Metadata.NamespaceProperty, DatabricksWorkspace.DefaultName);

    /// <summary>As shown in status.workspace: the name, with the namespace where that is another one.</summary>
    public static string NameOf(IDatabricksResource resource, ObjectKey workspace) =>
        workspace.Namespace == resource.Metadata.NamespaceProperty ? workspace.Name : workspace.ToString();

    /// <summary>The DatabricksWorkspace of status.workspace; null for the workspace of the environment, and where none is recorded.</summary>
    public static ObjectKey? RecordedKeyOf(IDatabricksResource resource)
    {
        if (resource.Status.Workspace is not { Length: > 0 } name || name == EnvironmentWorkspace.Name)
        {
            return null;
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new ObjectKey(resource.Metadata.NamespaceProperty, name) : new ObjectKey(name[..slash], name[(slash + 1)..]);
    }

    /// <summary>
    /// What is wrong when an object that exists in one workspace now names another; null when it does not. That the workspace of those that name
    /// none became a DatabricksWorkspace of its own is no move: the ids of the workspaces tell whether it is another one.
    /// </summary>
    public static string? MoveProblem(IDatabricksResource resource, string resolved)
    {
        var recorded = resource.Status.Workspace;
        var isUnnamed = resource.Spec.WorkspaceRef is null && recorded is (EnvironmentWorkspace.Name or DatabricksWorkspace.DefaultName);
        return recorded is null || recorded == resolved || isUnnamed
            ? null
            : $"spec.workspaceRef now means {resolved}, but the object exists in {recorded}, and cannot move. Set it back, or create a new resource for the "
                + "other workspace";
    }
}
