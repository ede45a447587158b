using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.WorkspaceObjects;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Status;

namespace Operator.Kinds.Notebooks;

/// <summary>Sees what is at a notebook's path and whether it is what the spec wants there. Changes nothing.</summary>
internal sealed class NotebookObserver(
    ListCache<DatabricksNotebook, ObjectInfo> observation, NotebookContentReader contents, NotebookHashCache looks, CreationLedger ledger)
{
    /// <summary>By the folder's list and the last look at the content; null where only an export can tell.</summary>
    public async Task<ObservedNotebook?> GlimpseAsync(DatabricksNotebook notebook, string path, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (await observation.GetListedAsync(
            path, notebook, client, cancellationToken).ConfigureAwait(false) is not { ObjectType: ObservedNotebook.Notebook } row)
        {
            return null;
        }

        var hash = LastHash(notebook, new ObservedNotebook(path, row), client);
        var wanted = await contents.ReadAsync(notebook, cancellationToken).ConfigureAwait(false);
        if (wanted is not null && hash is null)
        {
            return null;
        }

        var observed = Complete(notebook, new ObservedNotebook(path, row) { Wanted = wanted, Hash = hash }, client);
        // A new generation is called in sync only after a read: the notebook may have been suspended until now, and its content not read for hours.
        return observed.HasWantedContent && notebook.Status.ObservedGeneration != notebook.Metadata.Generation ? null : observed;
    }

    public async Task<ObservedNotebook?> ObserveAsync(DatabricksNotebook notebook, string path, WorkspaceClient client, CancellationToken cancellationToken)
    {
        // First: what cannot be imported costs no call.
        var wanted = await contents.ReadAsync(notebook, cancellationToken).ConfigureAwait(false);
        try
        {
            return await LookAsync(notebook, path, wanted, client, cancellationToken).ConfigureAwait(false) is { } observed
                ? Complete(notebook, observed, client)
                : null;
        }
        catch (DatabricksException exception) when (notebook.Status.SourceVersion is { } imported && wanted is not null && wanted.Version != imported)
        {
            throw new OutdatedException(exception);
        }
    }

    /// <summary>Nothing more is managed of what is to go; whether it is ours has to be known only where its id does not tell.</summary>
    public async Task<ObservedNotebook?> ObserveLeavingAsync(
        DatabricksNotebook notebook, string path, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (looks.HasUnrecordedImport(path, client))
        {
            // The content decides whether the notebook is the one that this process imported: no status records that import.
            var content = await TryReadAsync(notebook, cancellationToken).ConfigureAwait(false);
            return await LookAsync(notebook, path, content, client, cancellationToken).ConfigureAwait(false) is { } found
                ? Complete(notebook, found, client)
                : null;
        }

        if (await NotebookReader.FindAsync(path, client, cancellationToken).ConfigureAwait(false) is not { } info)
        {
            return null;
        }

        var observed = new ObservedNotebook(path, info);
        if (!observed.IsNotebook
            || !NotebookPathIndex.Holds(notebook, path) || (notebook.Status.ObjectId is not null && notebook.Status.ObjectId == observed.ObjectId))
        {
            return observed;
        }

        if (await HashAsync(notebook, observed, client, cancellationToken).ConfigureAwait(false) is not { } hash)
        {
            return null;
        }

        var wanted = await TryReadAsync(notebook, cancellationToken).ConfigureAwait(false);
        var isRecorded = hash == notebook.Status.ContentHash || hash == notebook.Status.ImportedHash;
        return observed with { Hash = hash, HasWantedContent = isRecorded || (wanted is not null && IsWanted(notebook, path, wanted, hash, client)) };
    }

    /// <summary>What is at the path now. Lists are of no use: they need not show what was made a moment ago, and not its content.</summary>
    public async Task<IReadOnlyList<ObservedNotebook>> SearchAsync(
        DatabricksNotebook notebook, string marker, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var isLeaving = notebook.Metadata.DeletionTimestamp is not null;
        if (MayImportUnseen(notebook, client) || (isLeaving && ledger.IsUntouched(notebook.Metadata.Uid)))
        {
            // Of one that leaves: nothing was ever imported, so an equal notebook there is not the operator's.
            return [];
        }

        var path = NotebookLocation.Of(notebook.Spec).Path;
        var wanted = isLeaving
            ? await TryReadAsync(notebook, cancellationToken).ConfigureAwait(false)
            : await contents.ReadAsync(notebook, cancellationToken).ConfigureAwait(false);
        if (await LookAsync(notebook, path, wanted, client, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            looks.Missed(path, client);
            return [];
        }

        var observed = Complete(notebook, found, client);
        // What is only observed is whatever is there.
        var isOwn = notebook.Spec.Policies?.Management == ManagementPolicy.Observe || (observed.IsNotebook && NotebookOwnership.IsOwn(notebook, observed));
        return [isOwn ? observed with { Marker = marker } : observed];
    }

    /// <summary>
    /// An import that overwrites nothing finds out by itself whether the path is free. Where calls are scarce a look before it would double its cost. What was
    /// imported already is looked for: unseen, its own path would be in its way.
    /// </summary>
    private bool MayImportUnseen(DatabricksNotebook notebook, WorkspaceClient client) =>
        notebook.Metadata.DeletionTimestamp is null
        && notebook.Status.Path is null
        && !client.HasCallsToSpare
        && !looks.IsOccupied(NotebookLocation.Of(notebook.Spec).Path, client)
        && (notebook.Spec.Policies?.Management ?? ManagementPolicy.Manage) == ManagementPolicy.Manage;

    private async Task<ObservedNotebook?> LookAsync(
        DatabricksNotebook notebook, string path, NotebookContent? wanted, WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (await NotebookReader.FindAsync(path, client, cancellationToken).ConfigureAwait(false) is not { } info)
        {
            return null;
        }

        var observed = new ObservedNotebook(path, info) { Wanted = wanted };
        if (!observed.IsNotebook || wanted is null)
        {
            return observed;
        }

        return await HashAsync(notebook, observed, client, cancellationToken).ConfigureAwait(false) is { } hash ? observed with { Hash = hash } : null;
    }

    /// <summary>Null when it went away since it was found.</summary>
    private async Task<string?> HashAsync(DatabricksNotebook notebook, ObservedNotebook observed, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var place = NotebookLocation.Of(notebook.Spec) with { Path = observed.Path };
        var hash = await NotebookReader.HashAsync(place, observed.Info, client, cancellationToken).OrNullAsync().ConfigureAwait(false);
        if (hash is not null)
        {
            looks.Looked(observed.Path, NotebookLister.Stamp(observed.Info), hash, client);
        }

        return hash;
    }

    private ObservedNotebook Complete(DatabricksNotebook notebook, ObservedNotebook observed, WorkspaceClient client)
    {
        var isLate = observed.Wanted is { } content && looks.MayBeOurs(observed.Path, content, observed.Hash, client);
        return observed with
        {
            IsInPlace = NotebookLocation.Of(notebook.Spec).Path == observed.Path,
            IsLateImport = isLate,
            HasWantedContent = (observed is { Wanted: { } wanted, Hash: { } hash } && IsWanted(notebook, observed.Path, wanted, hash, client))
                || (isLate && observed.Wanted?.Hash is null),
        };
    }

    /// <summary>
    /// The content itself, or what the workspace made of it. Where nothing tells what that is, what is there after the import is taken for it in formats that
    /// cannot be compared otherwise: importing again would never end.
    /// </summary>
    private bool IsWanted(DatabricksNotebook notebook, string path, NotebookContent wanted, string hash, WorkspaceClient client)
    {
        if (hash == wanted.Hash || notebook.Status.SourceVersion != wanted.Version)
        {
            return hash == wanted.Hash;
        }

        var made = looks.MadeOf(notebook, path, wanted, client);
        var isMade = made == hash || (made is null && wanted.Hash is null) || looks.CameBack(path, wanted, hash, client);
        if (isMade && wanted.IsSecret)
        {
            looks.Makes(path, wanted.Version, hash, client);
        }

        return isMade;
    }

    private string? LastHash(DatabricksNotebook notebook, ObservedNotebook row, WorkspaceClient client)
    {
        var stamp = NotebookLister.Stamp(row.Info);
        // While a change is under way, a read that lags may have recorded the hash of what was there before.
        if (!looks.IsKnown(row.Path, client) && notebook.Status.ContentHash is { } recalled && notebook.Status.ObjectId == row.ObjectId
            && notebook.Status.Conditions.IsTrue(ConditionTypes.Synced))
        {
            looks.Recalled(row.Path, stamp, recalled, client);
        }

        return looks.Find(row.Path, stamp, client);
    }

    /// <summary>A deletion waits for no ConfigMap: they often go together.</summary>
    private async Task<NotebookContent?> TryReadAsync(DatabricksNotebook notebook, CancellationToken cancellationToken)
    {
        try
        {
            return await contents.ReadAsync(notebook, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DependencyMissingException or UnusableContentException)
        {
            return null;
        }
    }
}
