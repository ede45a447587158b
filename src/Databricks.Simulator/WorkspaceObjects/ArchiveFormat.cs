using System.IO.Compression;
using System.Text;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>One or many notebooks in a zip. No two exports are alike: the archive holds when it was made (behavior §4.4).</summary>
internal static class ArchiveFormat
{
    /// <summary>Of all entries together: a small zip can inflate to anything.</summary>
    private const int MaxInflated = 100 * 1024 * 1024;

    private const string Manifest = "manifest.mf";

    /// <param name="notebooks">Paths below the exported object; the name alone for a single notebook.</param>
    /// <param name="serial">Different at each export.</param>
    public static byte[] Write(IEnumerable<(string Path, Notebook Notebook)> notebooks, long serial)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, Manifest, $"export: {serial}\n");
            foreach (var (path, notebook) in notebooks)
            {
                Add(archive, $"{path}.{notebook.Language.Name.ToLowerInvariant()}", NotebookModel.Write(notebook, path.Split('/')[^1]).ToJsonString());
            }
        }

        return buffer.ToArray();
    }

    /// <exception cref="ApiException">It is no archive of notebooks.</exception>
    public static IReadOnlyList<(string Path, Notebook Notebook)> Read(byte[] content)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            var entries = archive.Entries.Where(entry => entry.FullName != Manifest && entry.Name.Length > 0).ToList();
            return entries.Sum(entry => entry.Length) > MaxInflated
                ? throw new ApiException(400, "MAX_NOTEBOOK_SIZE_EXCEEDED", "The archive is too large.")
                : [.. entries.Select(entry => (Path.ChangeExtension(entry.FullName, null), NotebookModel.Read(Text(entry))))];
        }
        catch (InvalidDataException)
        {
            throw ApiException.InvalidParameter("The content is not a Databricks archive.");
        }
    }

    private static void Add(ZipArchive archive, string name, string text)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
