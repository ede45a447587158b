using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.WorkspaceObjects;

namespace Operator.Kinds.Notebooks;

/// <summary>Reads what is at a path.</summary>
internal static class NotebookReader
{
    /// <summary>Null when nothing is there, or nothing that the operator may see (behavior §6.3).</summary>
    public static Task<ObjectInfo?> FindAsync(string path, WorkspaceClient client, CancellationToken cancellationToken) =>
        client.WorkspaceObjects.GetStatusAsync(path, cancellationToken).OrNullAsync();

    /// <summary>
    /// A hash of the content, comparable with others of the same place. Of formats whose exports are never twice the same it is that of the source. Only ever
    /// of a notebook: of a folder an export is an archive, and no error (behavior §1.3).
    /// </summary>
    public static async Task<string> HashAsync(NotebookLocation place, ObjectInfo info, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var format = place.IsComparable ? place.Format : NotebookLocation.Source;
        var exported = await client.WorkspaceObjects.ExportAsync(place.Path, format, cancellationToken).ConfigureAwait(false);
        return exported.TryDecode(out var content)
            ? ContentHash.Of(format, place.Language ?? info.Language, content) ?? ContentHash.OfBytes(format, content)
            : throw new DatabricksException(new DatabricksError(
                "workspace/export", DatabricksErrorKind.Transient, "the answer has no content that can be read"));
    }
}
