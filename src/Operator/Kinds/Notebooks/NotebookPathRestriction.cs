using Operator.Api.V1Alpha1;
using Operator.Workspaces;

namespace Operator.Kinds.Notebooks;

/// <summary>A workspace may name the folders that notebooks must be in.</summary>
internal sealed class NotebookPathRestriction : IRestriction
{
    private const string Folder = "/Workspace";

    public string? Denial(IDatabricksResource resource, WorkspaceRestrictions restrictions, string? operatorUserName) =>
        resource is DatabricksNotebook notebook && restrictions.NotebookPaths is { } folders ? Denial(notebook.Spec.Path, folders) : null;

    private static string? Denial(string path, IEnumerable<string> folders)
    {
        var place = NotebookLocation.Normalise(path);
        return folders.Any(folder => IsWithin(place, folder == Folder ? "" : NotebookLocation.Normalise(folder)))
            ? null
            : $"spec.path {path} is not within its spec.restrictions.notebookPaths ({string.Join(", ", folders)})";
    }

    /// <summary>By whole segments: /Shared/team does not hold /Shared/team-b.</summary>
    private static bool IsWithin(string place, string folder) =>
        place.StartsWith(folder, StringComparison.Ordinal) && (place.Length == folder.Length || place[folder.Length] == '/');
}
