namespace Operator.Kinds.Notebooks;

/// <summary>Content that the spec asks for, as the import takes it. A class and not a record, so that nothing prints it: it may be a secret.</summary>
internal sealed class NotebookContent(byte[]? bytes, string version)
{
    /// <summary>Only for an import: see <see cref="NotebookContentReader.ReadForImportAsync"/>.</summary>
    public byte[] Bytes => bytes ?? throw new InvalidOperationException("The content is not held here; it is read for an import only.");

    /// <summary>
    /// Another one means other content: a hash, or for a Secret the version of the Secret, because from a hash a short secret could be guessed.
    /// </summary>
    public string Version => version;

    /// <summary>Of <see cref="ContentHash"/>; null for content that can be compared only by what the workspace makes of it.</summary>
    public string? Hash { get; init; }

    public bool IsSecret { get; init; }
}
