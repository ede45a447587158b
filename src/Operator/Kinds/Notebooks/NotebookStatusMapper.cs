using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Reconciling;

namespace Operator.Kinds.Notebooks;

/// <summary>
/// What was seen of a notebook, in the words of its status. Of content from a Secret there is no hash: a short secret could be guessed from it.
/// </summary>
internal static class NotebookStatusMapper
{
    public static void Describe(DatabricksNotebook notebook, ObservedNotebook observed, WorkspaceClient client)
    {
        var status = notebook.Status;
        status.Path = observed.Path;
        status.Url = Url(client, observed.Path);
        status.ObjectId = observed.ObjectId ?? status.ObjectId;
        status.Language = StatusText.CutOrNull(observed.Info.Language, StatusLimits.Token);
        status.ExtraSettingsHash ??= ContentHash.OfSettings(notebook.Spec.ExtraSettings);
        if (observed is not { Wanted: { } wanted, Hash: { } hash })
        {
            return;
        }

        status.ContentHash = wanted.IsSecret ? null : hash;
        if (observed.HasWantedContent)
        {
            status.SourceVersion = wanted.Version;
            status.ImportedHash = wanted.IsSecret || hash == wanted.Hash ? null : hash;
        }
    }

    /// <summary>The folder's page with the notebook opened; the way of writing it has not changed in years, unlike that with an id.</summary>
    public static string Url(WorkspaceClient client, string path) =>
        StatusText.Cut($"{client.Host}/#workspace{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}", StatusLimits.Url);
}
