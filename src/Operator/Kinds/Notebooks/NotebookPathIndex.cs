using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Workspaces;

namespace Operator.Kinds.Notebooks;

/// <summary>Whose a path is, where several resources name the same one in the same workspace: the one's that has it, else the older one's.</summary>
internal sealed class NotebookPathIndex
{
    private readonly ObjectStore<DatabricksNotebook> store;
    private readonly IWorkspaceConnector workspaces;
    private readonly StoreIndex<DatabricksNotebook> byPath;

    public NotebookPathIndex(ObjectStore<DatabricksNotebook> store, IWorkspaceConnector workspaces)
    {
        this.store = store;
        this.workspaces = workspaces;
        byPath = store.AddIndex(notebook => [NotebookLocation.Of(notebook.Spec).Path]);
    }

    /// <summary>True once the operator has written the notebook for this resource or taken it over for it. What was only observed is not held.</summary>
    public static bool Holds(DatabricksNotebook notebook, string path) => notebook.Status.Path == path && notebook.Status.AppliedFields is not null;

    /// <summary>The resource that goes first; null when this one does.</summary>
    public DatabricksNotebook? Rival(DatabricksNotebook mine)
    {
        var path = NotebookLocation.Of(mine.Spec).Path;
        return byPath.Find(path).Select(store.Find).OfType<DatabricksNotebook>().FirstOrDefault(other => IsRival(other, mine, path));
    }

    private bool IsRival(DatabricksNotebook other, DatabricksNotebook mine, string path)
    {
        var (theirs, ours) = (Holds(other, path), Holds(mine, path));
        return other.Metadata.Uid != mine.Metadata.Uid
            && other.Metadata.DeletionTimestamp is null
            && (other.Spec.Policies?.Management ?? ManagementPolicy.Manage) == ManagementPolicy.Manage
            && (mine.Metadata.DeletionTimestamp is not null ? theirs : theirs != ours ? theirs : Age(other).CompareTo(Age(mine)) < 0)
            && IsSameWorkspace(other, mine);
    }

    private bool IsSameWorkspace(DatabricksNotebook one, DatabricksNotebook other) =>
        workspaces.Connect(one).Client is { } mine && workspaces.Connect(other).Client is { } theirs
            ? mine.Host == theirs.Host
            : WorkspaceReferences.KeyOf(one) == WorkspaceReferences.KeyOf(other);

    private static (DateTime Created, string? Key) Age(DatabricksNotebook notebook) =>
        (notebook.Metadata.CreationTimestamp ?? DateTime.MinValue, ObjectKey.Of(notebook).ToString());
}
