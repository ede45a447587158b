using System.Diagnostics.CodeAnalysis;
using Operator.Databricks.Http;

namespace Operator.Databricks.WorkspaceObjects;

/// <summary>The whole request of mkdirs.</summary>
public sealed record ObjectReference(string Path) : WireRecord;

public sealed record ImportObject : WireRecord
{
    /// <summary>10 MB of content, before base64 (behavior §5.1); more is refused.</summary>
    public const int MaxContentBytes = 10 * 1024 * 1024;

    /// <summary>Base64.</summary>
    public required string Content { get; init; }

    /// <summary>SOURCE, JUPYTER, HTML, R_MARKDOWN, DBC, AUTO, RAW; in this case of letters. SOURCE if unset.</summary>
    public string? Format { get; init; }

    /// <summary>PYTHON, SCALA, SQL, R; required with SOURCE.</summary>
    public string? Language { get; init; }

    /// <summary>Not with DBC, and of no use where an object of another type stands (behavior §1.3).</summary>
    public bool? Overwrite { get; init; }

    public required string Path { get; init; }
}

public sealed record DeleteObject : WireRecord
{
    public required string Path { get; init; }

    /// <summary>True takes a whole folder with it, step by step and irrevocably (behavior §1.3).</summary>
    public bool? Recursive { get; init; }
}

/// <summary>What a folder holds, all at once: there are no pages (behavior §1.3).</summary>
public sealed record ObjectList : WireRecord
{
    public IReadOnlyList<ObjectInfo>? Objects { get; init; }
}

public sealed record ExportedObject : WireRecord
{
    /// <summary>Base64.</summary>
    public string? Content { get; init; }

    public string? FileType { get; init; }

    /// <summary>The content; false when there is none that can be read.</summary>
    public bool TryDecode([NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        var buffer = new byte[((Content?.Length ?? 0) / 4 * 3) + 3];
        if (Content is null || !Convert.TryFromBase64String(Content, buffer, out var length))
        {
            return false;
        }

        content = buffer[..length];
        return true;
    }
}
