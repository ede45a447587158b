using System.Text.Json;
using Operator.Databricks.Http;

namespace Operator.Databricks.WorkspaceObjects;

/// <summary>What is at a path; nothing of it tells whether a notebook's content changed (behavior §1.3). Times are milliseconds since 1970.</summary>
public sealed record ObjectInfo : WireRecord
{
    /// <summary>Of files for certain, of notebooks perhaps (behavior §1.3).</summary>
    public long? CreatedAt { get; init; }

    public ObjectDirectoryInfo? DirectoryInfo { get; init; }

    public JsonElement? GitInfo { get; init; }

    /// <summary>SCALA, PYTHON, SQL, R; of notebooks only, and always PYTHON for .ipynb (behavior §1.3).</summary>
    public string? Language { get; init; }

    public long? ModifiedAt { get; init; }

    public ModifiedAtInteractive? ModifiedAtInteractive { get; init; }

    /// <summary>What the permissions hang on.</summary>
    public long? ObjectId { get; init; }

    /// <summary>NOTEBOOK, DIRECTORY, LIBRARY, FILE, REPO, DASHBOARD; open-ended.</summary>
    public string? ObjectType { get; init; }

    /// <summary>With or without <c>/Workspace</c> in front, whatever was asked for (behavior §1.3).</summary>
    public string? Path { get; init; }

    public string? ReposExportFormat { get; init; }

    public string? ResourceId { get; init; }

    /// <summary>Bytes; of files.</summary>
    public long? Size { get; init; }
}

public sealed record ObjectDirectoryInfo : WireRecord
{
    public bool? IsGitFolder { get; init; }
}

public sealed record ModifiedAtInteractive : WireRecord
{
    public long? TimeMillis { get; init; }

    /// <summary>A number or a text: not read, so that no form of it makes a notebook unreadable.</summary>
    public JsonElement? UserId { get; init; }
}
