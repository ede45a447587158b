namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>How a workspace treats its notebooks and folders where the documents leave it open.</summary>
public sealed record ObjectOptions
{
    /// <summary>Whether an import over a notebook keeps its object id; not documented (behavior §4.4).</summary>
    public bool KeepsIdOnOverwrite { get; init; } = true;

    /// <summary>Whether created_at and modified_at are told of notebooks too; documented for files only (behavior §1.3).</summary>
    public bool TellsTimesOfNotebooks { get; init; }

    /// <summary>Folders that are there from the start, beside the users' own.</summary>
    public IReadOnlyList<string> Folders { get; init; } = ["/Users", "/Shared", "/Repos"];
}
