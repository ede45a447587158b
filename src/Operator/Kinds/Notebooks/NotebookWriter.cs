using System.Globalization;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.WorkspaceObjects;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;

namespace Operator.Kinds.Notebooks;

/// <summary>Imports and deletes notebooks. After an import it looks once what has become of it, so that a status never tells more than was seen.</summary>
internal sealed class NotebookWriter(
    ListCache<DatabricksNotebook, ObjectInfo> lists, NotebookContentReader contents, NotebookImporter importer, NotebookHashCache looks,
    ManagedPermissions permissions, TimeProvider time)
{
    /// <summary>Where nothing is.</summary>
    public async Task<string> CreateAsync(DatabricksNotebook notebook, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var place = NotebookLocation.Of(notebook.Spec);
        var content = await ContentAsync(notebook, cancellationToken).ConfigureAwait(false);
        try
        {
            await ImportAsync(notebook, place.Language, content, null, overwrite: false, client, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Error.MayHaveTakenEffect)
        {
            looks.Lost(place.Path, content, client);
            throw;
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.Conflict)
        {
            looks.Found(place.Path, client);
            throw await ExplainAsync(place.Path, exception, client, cancellationToken).ConfigureAwait(false);
        }

        looks.Arrived(place.Path, content, client);
        return place.Path;
    }

    public async Task OverwriteAsync(DatabricksNotebook notebook, ObservedNotebook observed, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var content = await ContentAsync(notebook, cancellationToken).ConfigureAwait(false);
        var language = NotebookDecision.Ignores(notebook, NotebookDecision.Language) && NotebookDecision.IsOtherLanguage(notebook, observed)
            ? observed.Info.Language
            : NotebookLocation.Of(notebook.Spec).Language;
        await ImportAsync(notebook, language, content, observed, overwrite: true, client, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Two calls, because in between there is nothing to come back to: the notebook would be taken for one that was deleted in the workspace.
    /// </summary>
    public async Task RecreateAsync(DatabricksNotebook notebook, ObservedNotebook observed, WorkspaceClient client, CancellationToken cancellationToken)
    {
        // Before the old one goes: what cannot be imported must not cost the one that is there.
        var content = await ContentAsync(notebook, cancellationToken).ConfigureAwait(false);
        await DeleteAsync(observed.Path, client, cancellationToken).ConfigureAwait(false);
        permissions.Forget(PermissionKind.Notebooks, observed.ObjectId ?? "", client);
        var language = NotebookLocation.Of(notebook.Spec).Language;
        await ImportAsync(notebook, language, content, observed, overwrite: false, client, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Never recursively.</summary>
    public static async Task DeleteAsync(string path, WorkspaceClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.WorkspaceObjects.DeleteAsync(new DeleteObject { Path = path, Recursive = false }, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception) when (exception.Kind == DatabricksErrorKind.NotFound)
        {
            // It was deleted in the workspace, or the response of an earlier call was lost.
        }
    }

    private void Wrote(string path, WorkspaceClient client)
    {
        lists.Invalidate(path, client);
        looks.Forget(path, client);
    }

    private async Task<NotebookContent> ContentAsync(DatabricksNotebook notebook, CancellationToken cancellationToken) =>
        await contents.ReadForImportAsync(notebook, cancellationToken).ConfigureAwait(false) ?? throw new UnusableContentException(
            "spec has exactly one of content, contentBase64 and contentFrom");

    /// <param name="notebook">Its status says afterwards what is known.</param>
    /// <param name="language">Of the content.</param>
    /// <param name="content">What is imported.</param>
    /// <param name="observed">What it replaces; null for nothing.</param>
    /// <param name="overwrite">Something may be there.</param>
    /// <param name="client">The workspace.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    private async Task ImportAsync(
        DatabricksNotebook notebook, string? language, NotebookContent content, ObservedNotebook? observed, bool overwrite, WorkspaceClient client,
        CancellationToken cancellationToken)
    {
        var place = NotebookLocation.Of(notebook.Spec);
        try
        {
            await importer.ImportAsync(place, language, content, notebook.Spec.ExtraSettings, overwrite, client, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Wrote(place.Path, client);
        }

        var expected = Record(notebook, place.Path, content, observed?.Hash, client);
        looks.Settled(place.Path, client);
        if (!overwrite && content.Hash is { } hash && !client.HasCallsToSpare)
        {
            // The next list of the folder shows all that were imported since the last one.
            looks.Imported(place.Path, hash, client);
            return;
        }

        await LookAsync(notebook, place, content, expected, client, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The content was imported in place of what had the hash <paramref name="replaced"/>.</summary>
    /// <returns>The hash that an export is expected to have now; null where it is not known.</returns>
    private string? Record(DatabricksNotebook notebook, string path, NotebookContent content, string? replaced, WorkspaceClient client)
    {
        var status = notebook.Status;
        var made = content.Hash is null ? null : looks.MadeOf(notebook, path, content, client);
        if (content.Hash is not null && made is null)
        {
            looks.Sent(path, content, replaced, client);
        }

        status.ImportTime = StatusTime.OfMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        status.SourceVersion = content.Version;
        status.ExtraSettingsHash = ContentHash.OfSettings(notebook.Spec.ExtraSettings);
        // Whether an import keeps the id is not documented (behavior §4.4): what was known of the object before says nothing now.
        (status.ObjectId, status.ContentHash, status.ImportedHash) = (null, null, content.IsSecret ? null : made);
        return made ?? content.Hash;
    }

    /// <summary>
    /// Reads the notebook back. A failure, or content other than expected, records nothing: the next pass reads again. The read may be stale, or another user
    /// may have edited the notebook in between; recorded as what the workspace made of the import, that edit would count as in sync from then on.
    /// </summary>
    private async Task LookAsync(
        DatabricksNotebook notebook, NotebookLocation place, NotebookContent content, string? expected, WorkspaceClient client,
        CancellationToken cancellationToken)
    {
        try
        {
            var info = await client.WorkspaceObjects.GetStatusAsync(place.Path, cancellationToken).ConfigureAwait(false);
            var hash = await NotebookReader.HashAsync(place, info, client, cancellationToken).ConfigureAwait(false);
            if (expected is not null && hash != expected && hash != content.Hash)
            {
                return;
            }

            looks.Looked(place.Path, NotebookLister.Stamp(info), hash, client);
            notebook.Status.ObjectId = info.ObjectId?.ToString(CultureInfo.InvariantCulture);
            notebook.Status.Language = StatusText.CutOrNull(info.Language, StatusLimits.Token);
            if (content.IsSecret)
            {
                looks.Makes(place.Path, content.Version, hash, client);
                return;
            }

            (notebook.Status.ContentHash, notebook.Status.ImportedHash) = (hash, hash == content.Hash ? null : hash);
        }
        catch (DatabricksException)
        {
            // As said.
        }
    }

    /// <summary>Something is there. If it shows, the next pass says what it is; if not, the operator has no right to see it (behavior §6.3).</summary>
    private static async Task<DatabricksException> ExplainAsync(
        string path, DatabricksException conflict, WorkspaceClient client, CancellationToken cancellationToken) =>
        await NotebookReader.FindAsync(path, client, cancellationToken).ConfigureAwait(false) is not null
            ? conflict
            : new DatabricksException(
                conflict.Error with
                {
                    Kind = DatabricksErrorKind.PermissionDenied,
                    Message = $"something is at {path} that the operator's identity may not "
                    + "see"
                }, conflict);
}
