using Operator.Databricks.Operations;
using Refit;

namespace Operator.Databricks.WorkspaceObjects;

/// <summary>Notebooks, folders and files by their paths; <c>/api/2.0/workspace</c> (behavior §1.3).</summary>
public interface IWorkspaceObjectsApi
{
    /// <exception cref="Errors.DatabricksException">NotFound also without the right to read (behavior §6.3), here as in list, export and delete.</exception>
    [Get("/workspace/get-status")]
    [Operation("workspace/get-status", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<ObjectInfo> GetStatusAsync(string path, CancellationToken cancellationToken);

    /// <summary>What the folder holds, without what its folders hold.</summary>
    /// <param name="path">A folder.</param>
    /// <param name="notebooksModifiedAfter">Milliseconds since 1970; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/workspace/list")]
    [Operation("workspace/list", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<ObjectList> ListAsync(
        string path, [AliasAs("notebooks_modified_after")] long? notebooksModifiedAfter, CancellationToken cancellationToken);

    /// <summary>Up to 10 MB. Content comes back in other words than it was imported with (behavior §4.4); that of a folder is a DBC archive.</summary>
    /// <param name="path">A notebook or file.</param>
    /// <param name="format">SOURCE, JUPYTER, HTML, R_MARKDOWN, DBC, AUTO, RAW; null for SOURCE.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/workspace/export")]
    [Operation("workspace/export", RetrySafety.Always, NotFoundScope.Addressed)]
    Task<ExportedObject> ExportAsync(string path, string? format, CancellationToken cancellationToken);

    /// <summary>
    /// Sent again only when it was certainly refused: without overwriting, the repetition of an import whose reply was lost would find its own notebook
    /// and call it foreign.
    /// </summary>
    /// <exception cref="Errors.DatabricksException">
    /// With <see cref="Errors.DatabricksError.IsParentMissing"/>: make the folder, then import again. Conflict: something is there already, and it is not
    /// to be overwritten or of another type. Invalid: too large.
    /// </exception>
    [Post("/workspace/import")]
    [Operation("workspace/import", RetrySafety.WhenRefused, NotFoundScope.None)]
    Task ImportAsync([Body] ImportObject request, CancellationToken cancellationToken);

    /// <summary>With all folders above; existing already is no error. Not twice at the same time: that has made duplicates (behavior §1.3).</summary>
    /// <exception cref="Errors.DatabricksException">Conflict when something on the path is no folder.</exception>
    [Post("/workspace/mkdirs")]
    [Operation("workspace/mkdirs", RetrySafety.Always, NotFoundScope.None)]
    Task MakeDirectoriesAsync([Body] ObjectReference directory, CancellationToken cancellationToken);

    /// <exception cref="Errors.DatabricksException">Invalid for a folder that is not empty, unless recursively.</exception>
    [Post("/workspace/delete")]
    [Operation("workspace/delete", RetrySafety.Always, NotFoundScope.Addressed)]
    Task DeleteAsync([Body] DeleteObject request, CancellationToken cancellationToken);
}
