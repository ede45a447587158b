namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>An object of the tree: a folder, a notebook, or a file.</summary>
internal sealed class WorkspaceNode
{
    public required long Id { get; init; }

    /// <summary>Normalised.</summary>
    public required string Path { get; init; }

    public required string Creator { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ModifiedAt { get; set; }

    /// <summary>Null for anything but a notebook.</summary>
    public Notebook? Notebook { get; set; }

    /// <summary>Null for anything but a file.</summary>
    public byte[]? File { get; set; }

    public bool IsFolder => Notebook is null && File is null;

    public string Type => this switch
    {
        { Notebook: not null } => "NOTEBOOK",
        { File: not null } => "FILE",
        _ => "DIRECTORY",
    };
}
