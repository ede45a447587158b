using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Observation;
using Operator.Databricks.WorkspaceObjects;
using Operator.Managed;
using Operator.Runtime.Informers;
using Operator.Workspaces;

namespace Operator.Kinds.Notebooks;

/// <summary>
/// The rows of workspace/list, once for each folder that holds a notebook of ours: a thousand notebooks in ten folders cost ten calls (behavior §8).
/// </summary>
internal sealed class NotebookLister(ObjectStore<DatabricksNotebook> store, IWorkspaceConnector workspaces, NotebookHashCache looks)
    : IListedKind<DatabricksNotebook, ObjectInfo>
{
    public string Plural => "folders with notebooks";

    /// <summary>The path, whether or not anything is recorded: it is known before there is anything.</summary>
    public string? RecordedId(DatabricksNotebook entity) => NotebookLocation.Of(entity.Spec).Path is { Length: > 0 } path ? path : null;

    public async IAsyncEnumerable<IReadOnlyList<ObjectInfo>> PagesAsync(WorkspaceClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Of any workspace: one that is not ready for a moment must not cost an export of each of its notebooks.
        looks.Keep(store.Objects.SelectMany(PathsOf).ToHashSet(StringComparer.Ordinal), client);
        var residents = new WorkspaceResidents(workspaces, client);
        var folders = store.Objects.Where(residents.Include)
            .Select(notebook => NotebookLocation.Of(notebook.Spec).Folder).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        foreach (var folder in folders)
        {
            yield return await ListAsync(folder, client, cancellationToken).ConfigureAwait(false);
        }
    }

    public string? IdOf(ObjectInfo row) => row.Path is { Length: > 0 } path ? NotebookLocation.Normalise(path) : null;

    public string? MarkerOf(ObjectInfo row) => null;

    public string? NameOf(ObjectInfo row) => null;

    /// <summary>Also of the response to get-status, which has the same fields.</summary>
    public ulong FingerprintOf(ObjectInfo row) => Stamp(row);

    public bool IsInTransition(ObjectInfo row) => false;

    public bool IsComplete(ObjectInfo row) => true;

    public static ulong Stamp(ObjectInfo row) => Fingerprint.Of(new JsonArray(row.ObjectType, row.ObjectId, row.Language, row.ModifiedAt));

    private static IEnumerable<string> PathsOf(DatabricksNotebook notebook) =>
        new[] { NotebookLocation.Of(notebook.Spec).Path, notebook.Status.Path }.OfType<string>();

    /// <summary>
    /// A folder that is missing or may not be read must not hide what is in the others; its notebooks are missed, and their owners look for themselves.
    /// </summary>
    private static async Task<IReadOnlyList<ObjectInfo>> ListAsync(string folder, WorkspaceClient client, CancellationToken cancellationToken)
    {
        try
        {
            var list = await client.WorkspaceObjects.ListAsync(folder, null, cancellationToken).ConfigureAwait(false);
            return [.. (list.Objects ?? []).Where(row => row is not null)];
        }
        catch (DatabricksException exception) when (exception.Kind is DatabricksErrorKind.NotFound or DatabricksErrorKind.PermissionDenied)
        {
            return [];
        }
    }
}
