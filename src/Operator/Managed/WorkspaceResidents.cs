using System.Collections.Concurrent;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Runtime.Client;
using Operator.Workspaces;

namespace Operator.Managed;

/// <summary>
/// Which resources live in the workspace of one client. Ids and paths are a workspace's own: without this a list of one workspace would wake the owners of
/// equal ids in all others, and anyone who can create a DatabricksWorkspace could do so at will.
/// </summary>
internal sealed class WorkspaceResidents(IWorkspaceConnector workspaces, WorkspaceClient client)
{
    private readonly ConcurrentDictionary<(ObjectKey Workspace, string Namespace), bool> known = new();

    /// <summary>Asks once for all resources of a namespace that name the same workspace.</summary>
    public bool Include(IDatabricksResource resource)
    {
        var key = (WorkspaceReferences.KeyOf(resource), resource.Metadata.NamespaceProperty);
        return known.TryGetValue(key, out var isHere) ? isHere : known[key] = workspaces.Connect(resource).Client == client;
    }

    /// <summary>Asks again for those that lived elsewhere, or whose workspace was not ready.</summary>
    public void AskAgain()
    {
        foreach (var pair in known.Where(pair => !pair.Value))
        {
            known.TryRemove(pair);
        }
    }
}
