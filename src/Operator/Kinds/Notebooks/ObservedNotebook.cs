using System.Globalization;
using Operator.Databricks.WorkspaceObjects;
using Operator.Permissions;

namespace Operator.Kinds.Notebooks;

/// <summary>What is at a notebook's path, and what the spec wants there.</summary>
/// <param name="Path">As of <see cref="NotebookLocation"/>.</param>
/// <param name="Info">As get-status or a list showed it.</param>
internal sealed record ObservedNotebook(string Path, ObjectInfo Info) : IPermissioned<ObservedNotebook>
{
    public const string Notebook = "NOTEBOOK";

    /// <summary>
    /// What else can be there: folders, files, libraries, Git folders, dashboards. None of it is ever exported, overwritten or deleted (behavior §1.3).
    /// </summary>
    public bool IsNotebook => Info.ObjectType == Notebook;

    public string? ObjectId => Info.ObjectId?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Its path is the one that the spec names.</summary>
    public bool IsInPlace { get; init; }

    public string? PermissionsId => IsNotebook && IsInPlace ? ObjectId : null;

    /// <summary>Null where the spec names no content.</summary>
    public NotebookContent? Wanted { get; init; }

    /// <summary>Of what is there, as of <see cref="ContentHash"/>; null when it was not read.</summary>
    public string? Hash { get; init; }

    /// <summary>The content is what the spec wants, or what the workspace made of it.</summary>
    public bool HasWantedContent { get; init; }

    /// <summary>It came from an import whose reply was lost.</summary>
    public bool IsLateImport { get; init; }

    /// <summary>Set when it is this resource's own beyond doubt although nothing recorded says so.</summary>
    public string? Marker { get; init; }

    /// <summary>Null when they were not read: they are left alone.</summary>
    public ObservedPermissions? Permissions { get; init; }

    public ObservedNotebook With(ObservedPermissions permissions) => this with { Permissions = permissions };
}
