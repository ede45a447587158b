using System.Text;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>workspace/export: every format from what the workspace keeps (behavior §1.3, behavior §4.4).</summary>
internal sealed class Exporter(ObjectTree tree)
{
    private long exports;

    /// <returns>The bytes and the file type that goes with them.</returns>
    public (byte[] Content, string FileType) Export(ObjectPath path, string? formatName)
    {
        var format = Importer.Format(formatName);
        var node = tree.Get(path);
        var exported = node switch
        {
            { Notebook: { } notebook } => Of(node, notebook, path.Name, format),
            { File: { } file } => (file, Path.GetExtension(path.Name).TrimStart('.')),
            _ => (Archive(path, format), "dbc"),
        };
        return exported.Item1.Length <= Importer.MaxBytes
            ? exported
            : throw new ApiException(400, "MAX_NOTEBOOK_SIZE_EXCEEDED", $"The export is larger than {Importer.MaxBytes} bytes.");
    }

    private (byte[] Content, string FileType) Of(WorkspaceNode node, Notebook notebook, string name, string format) => format switch
    {
        "AUTO" => Of(node, notebook, name, notebook.IsJupyter ? "JUPYTER" : "SOURCE"),
        "JUPYTER" => (Bytes(JupyterFormat.Write(notebook, name, node.Id)), "ipynb"),
        "HTML" => (Bytes(PageFormats.WriteHtml(notebook, name)), "html"),
        "R_MARKDOWN" => (Bytes(PageFormats.WriteMarkdown(notebook, name)), "Rmd"),
        "DBC" => (ArchiveFormat.Write([(name, notebook)], ++exports), "dbc"),
        _ => (Bytes(SourceFormat.Write(notebook)), notebook.Language.Extension),
    };

    /// <summary>A folder as SOURCE does not fail: it is an archive all the same (behavior §1.3).</summary>
    private byte[] Archive(ObjectPath folder, string format) => format is "SOURCE" or "DBC" or "AUTO"
        ? ArchiveFormat.Write(
            tree.Below(folder).Where(node => node.Notebook is not null)
                .Select(node => ($"{folder.Name}/{node.Path[folder.Text.Length..].TrimStart('/')}", node.Notebook!)),
            ++exports)
        : throw ApiException.InvalidParameter($"A folder can not be exported as {format}.");

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
