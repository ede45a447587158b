using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>workspace/import: what is refused, and what becomes of the rest (behavior §1.3).</summary>
internal sealed class Importer(ObjectTree tree)
{
    /// <summary>Of content, before base64 (behavior §5.1).</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    private static readonly string[] Formats = ["SOURCE", "HTML", "JUPYTER", "DBC", "R_MARKDOWN", "AUTO", "RAW"];

    /// <returns>The object that was put at the path.</returns>
    public WorkspaceNode Import(JsonObject request, string user)
    {
        var path = ObjectPath.Parse(request.Text("path"));
        var format = Format(request.Text("format"));
        var language = SourceLanguage.Parse(request.Text("language"));
        var overwrite = request.Flag("overwrite");
        var content = Content(request.Text("content"));
        return format switch
        {
            "SOURCE" => Put(
                SourceFormat.Read(content, language ?? throw ApiException.InvalidParameter("language is required to import a notebook as SOURCE."))),
            "JUPYTER" => Put(JupyterFormat.Read(content)),
            "HTML" => Put(PageFormats.ReadHtml(content)),
            "R_MARKDOWN" => Put(PageFormats.ReadMarkdown(content)),
            "DBC" when overwrite => throw ApiException.InvalidParameter("Overwrite is not supported for the DBC format."),
            "DBC" => PutArchive(path, ArchiveFormat.Read(content), user),
            "RAW" => tree.Put(path, null, content, overwrite, user),
            _ => PutDetected(path, content, overwrite, user),
        };

        WorkspaceNode Put(Notebook notebook) => tree.Put(path, notebook, null, overwrite, user);
    }

    /// <summary>Case sensitive.</summary>
    public static string Format(string? name) => name switch
    {
        null or "" => "SOURCE",
        _ when Formats.Contains(name) => name,
        _ => throw ApiException.InvalidParameter($"'{name}' is not a format: {string.Join(", ", Formats)}."),
    };

    private static byte[] Content(string? base64)
    {
        var buffer = new byte[((base64?.Length ?? 0) / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(base64 ?? "", buffer, out var length))
        {
            throw ApiException.InvalidParameter("content must be encoded in base64.");
        }

        return length <= MaxBytes
            ? buffer[..length]
            : throw new ApiException(400, "MAX_NOTEBOOK_SIZE_EXCEEDED", $"The content is {length} bytes; the limit is {MaxBytes}.");
    }

    /// <summary>By extension and first line; a notebook loses its extension, anything else is a file (behavior §1.3).</summary>
    private WorkspaceNode PutDetected(ObjectPath path, byte[] content, bool overwrite, string user)
    {
        var extension = Path.GetExtension(path.Name).TrimStart('.');
        var stem = path with { Text = extension.Length > 0 ? path.Text[..^(extension.Length + 1)] : path.Text };
        if (extension.Equals("ipynb", StringComparison.OrdinalIgnoreCase))
        {
            return tree.Put(stem, JupyterFormat.Read(content), null, overwrite, user);
        }

        return SourceLanguage.OfExtension(extension) is { } language
            && SourceFormat.HasHeader(Notebook.Unified(Encoding.UTF8.GetString(content).TrimStart('\uFEFF')), language)
                ? tree.Put(stem, SourceFormat.Read(content, language), null, overwrite, user)
                : tree.Put(path, null, content, overwrite, user);
    }

    /// <summary>An archive of one notebook becomes that notebook; any other becomes a folder.</summary>
    private WorkspaceNode PutArchive(ObjectPath path, IReadOnlyList<(string Path, Notebook Notebook)> archive, string user)
    {
        tree.RequireParent(path);
        if (archive is [(var only, var notebook)] && !only.Contains('/', StringComparison.Ordinal))
        {
            return tree.Put(path, notebook, null, overwrite: false, user);
        }

        if (tree.Find(path) is not null)
        {
            throw new ApiException(400, "RESOURCE_ALREADY_EXISTS", $"Path ({path.Shown}) already exists.");
        }

        tree.MakeFolders(path, user);
        foreach (var (name, content) in archive)
        {
            var target = ObjectPath.Parse($"{path.Text}/{name}");
            tree.MakeFolders(target.Parent, user);
            tree.Put(target, content, null, overwrite: false, user);
        }

        return tree.Get(path);
    }
}
