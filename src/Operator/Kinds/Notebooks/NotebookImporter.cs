using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.WorkspaceObjects;
using Operator.Workspaces;

namespace Operator.Kinds.Notebooks;

/// <summary>Puts content at a path. The folders above are made only when an import fails for want of them, so that ordinarily there is one call.</summary>
internal sealed class NotebookImporter
{
    private const int NotFound = 404;

    private readonly WorkspaceMemory<SemaphoreSlim> makingFolders = new(_ => new SemaphoreSlim(1));

    /// <summary>Fields of the import that have a field of their own in the spec, or are the operator's to decide.</summary>
    public static IReadOnlyList<string> OwnFields { get; } = ["content", "format", "language", "overwrite", "path"];

    /// <param name="place">Where and in which format.</param>
    /// <param name="language">Of SOURCE; null for other formats.</param>
    /// <param name="content">What.</param>
    /// <param name="extra">Further fields.</param>
    /// <param name="overwrite">False where nothing should exist: an object that appeared there since the last look is then safe.</param>
    /// <param name="client">Of the workspace.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task ImportAsync(
        NotebookLocation place, string? language, NotebookContent content, JsonObject? extra, bool overwrite, WorkspaceClient client,
        CancellationToken cancellationToken)
    {
        var request = new ImportObject
        {
            Path = place.Path,
            Format = place.Format,
            Language = language,
            Content = Convert.ToBase64String(content.Bytes),
            Overwrite = overwrite,
            Unknown = extra?.ToDictionary(pair => pair.Key, pair => JsonElement.Parse(pair.Value?.ToJsonString() ?? "null")),
        };
        try
        {
            await ImportAsync(request, place.Folder, client, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (content.IsSecret && exception.Kind == DatabricksErrorKind.Invalid)
        {
            // What Databricks says of content may quote it.
            throw new DatabricksException(
                exception.Error with { Message = "the content was refused; the words of Databricks are left out because it is from a Secret" });
        }
    }

    private async Task ImportAsync(ImportObject request, string folder, WorkspaceClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.WorkspaceObjects.ImportAsync(request, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (DatabricksException exception) when (exception.Error.IsParentMissing)
        {
            // Below.
        }
        catch (DatabricksException exception) when (exception.Error.HttpStatus == NotFound)
        {
            // What is missing is said in many words, or in none. The folder itself tells.
            if (!await IsMissingAsync(folder, client, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }
        }

        await MakeFolderAsync(folder, client, cancellationToken).ConfigureAwait(false);
        try
        {
            await client.WorkspaceObjects.ImportAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Error.IsParentMissing || exception.Error.HttpStatus == NotFound)
        {
            // It does not show yet, or went again: no fault of the spec.
            throw new DatabricksException(exception.Error with { Kind = DatabricksErrorKind.Conflict }, exception);
        }
    }

    /// <summary>One at a time in a workspace: the same folder made twice at once has become two folders (behavior §1.3).</summary>
    private async Task MakeFolderAsync(string folder, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var turn = makingFolders.Of(client);
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await IsFolderAsync(folder, client, cancellationToken).ConfigureAwait(false))
            {
                await client.WorkspaceObjects.MakeDirectoriesAsync(new ObjectReference(folder), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DatabricksException exception)
        {
            // Whatever became of the folder, no notebook was made. Something on the way that is no folder stays so until a person moves it.
            var kind = exception.Kind == DatabricksErrorKind.Conflict ? DatabricksErrorKind.Invalid : exception.Kind;
            throw new DatabricksException(exception.Error with { Kind = kind, MayHaveTakenEffect = false }, exception);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Another notebook's import may have made it while this one waited for its turn.</summary>
    private static async Task<bool> IsFolderAsync(string folder, WorkspaceClient client, CancellationToken cancellationToken) =>
        await NotebookReader.FindAsync(folder, client, cancellationToken).ConfigureAwait(false) is { ObjectType: "DIRECTORY" or "REPO" };

    /// <summary>Only a response of Databricks counts; a failed read says nothing.</summary>
    private static async Task<bool> IsMissingAsync(string folder, WorkspaceClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await NotebookReader.FindAsync(folder, client, cancellationToken).ConfigureAwait(false) is null;
        }
        catch (DatabricksException)
        {
            return false;
        }
    }
}
