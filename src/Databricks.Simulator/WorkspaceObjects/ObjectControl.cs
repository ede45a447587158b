using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.WorkspaceObjects;

/// <inheritdoc/>
/// <remarks>Notebooks, files and folders; their ids are their paths, which may begin with <c>/Workspace</c>.</remarks>
public sealed class ObjectControl : Control<string>
{
    private readonly ObjectTree tree;

    internal ObjectControl(ObjectTree tree, Lock gate)
        : base(gate) => this.tree = tree;

    /// <summary>Of all notebooks and files, not of folders; in order.</summary>
    public IReadOnlyList<string> Paths => Ids;

    /// <summary>What an export as SOURCE gives.</summary>
    public string Source(string path) => Locked(() => SourceFormat.Write(NotebookAt(path).Notebook!));

    /// <summary>As <see cref="Source"/>; null where there is no notebook, as after a removal.</summary>
    public string? FindSource(string path) =>
        Locked(() => tree.Find(ObjectPath.Parse(path)) is { Notebook: { } notebook } ? SourceFormat.Write(notebook) : null);

    /// <summary>Puts a notebook as another user would, with the folders above it.</summary>
    public void Create(string path, string language, string source, string userName = "somebody@example.com") =>
        Put(path, () => SourceFormat.Read(Encoding.UTF8.GetBytes(source), SourceLanguage.Parse(language)!), userName);

    /// <summary>Puts a notebook as another user would who uploads a file .ipynb.</summary>
    public void CreateJupyter(string path, string document, string userName = "somebody@example.com") =>
        Put(path, () => JupyterFormat.Read(Encoding.UTF8.GetBytes(document)), userName);

    /// <summary>Edits a notebook in place, as a person does in the browser: its id stays, and so do its folder and language.</summary>
    public void Change(string path, Func<string, string> edit) => Locked(() =>
    {
        var node = NotebookAt(path);
        var changed = SourceFormat.Read(Encoding.UTF8.GetBytes(edit(SourceFormat.Write(node.Notebook!))), node.Notebook!.Language);
        tree.Fill(node, changed with { IsJupyter = node.Notebook.IsJupyter }, null);
    });

    private protected override IReadOnlyList<string> ListIds() => [.. tree.All.Where(node => !node.IsFolder).Select(node => node.Path)];

    private protected override JsonObject? View(string id)
    {
        var place = ObjectPath.Parse(id);
        return tree.Find(place) is { } node ? ObjectView.Status(node, place.IsPrefixed, tree.Options) : null;
    }

    /// <summary>With all that is below it.</summary>
    private protected override void Drop(string id)
    {
        var place = ObjectPath.Parse(id);
        _ = tree.Find(place) ?? throw Missing(id);
        tree.Delete(place, recursive: true);
    }

    private void Put(string path, Func<Notebook> read, string userName) => Locked(() =>
    {
        var place = ObjectPath.Parse(path);
        tree.MakeFolders(place.Parent, userName);
        tree.Put(place, read(), null, overwrite: false, userName);
    });

    private WorkspaceNode NotebookAt(string path) =>
        tree.Find(ObjectPath.Parse(path)) is { Notebook: not null } node ? node : throw Missing(path);

    private static KeyNotFoundException Missing(string path) => new($"There is nothing of that kind at {path}.");
}
