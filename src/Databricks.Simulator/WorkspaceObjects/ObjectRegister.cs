using System.Text;
using System.Text.Json.Nodes;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>
/// A workspace's notebooks and folders as its people see them: looks and changes from outside, which appear in no journal. Paths may begin with
/// <c>/Workspace</c>; unknown ones throw <see cref="KeyNotFoundException"/>.
/// </summary>
public sealed class ObjectRegister
{
    private readonly ObjectStore store;
    private readonly Lock gate;

    internal ObjectRegister(ObjectStore store, Lock gate)
    {
        this.store = store;
        this.gate = gate;
    }

    /// <summary>Of all notebooks and files, not of folders; in order.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (gate)
            {
                return [.. store.All.Where(node => !node.IsFolder).Select(node => node.Path)];
            }
        }
    }

    /// <summary>What get-status answers, or null.</summary>
    public JsonObject? Find(string path)
    {
        lock (gate)
        {
            var place = ObjectPath.Parse(path);
            return store.Find(place) is { } node ? ObjectView.Status(node, place.IsPrefixed, store.Options) : null;
        }
    }

    /// <summary>What an export as SOURCE gives.</summary>
    public string Source(string path)
    {
        lock (gate)
        {
            return SourceFormat.Write(NotebookAt(path).Notebook!);
        }
    }

    /// <summary>Puts a notebook as somebody else would, with the folders above it.</summary>
    public void Create(string path, string language, string source, string userName = "somebody@example.com")
    {
        lock (gate)
        {
            var place = ObjectPath.Parse(path);
            store.MakeFolders(place.Parent, userName);
            store.Put(place, SourceFormat.Read(Encoding.UTF8.GetBytes(source), NotebookLanguage.Parse(language)!), null, overwrite: false, userName);
        }
    }

    /// <summary>Edits a notebook in place, as a person does in the browser: its id stays, and so do its folder and language.</summary>
    public void Change(string path, Func<string, string> edit)
    {
        lock (gate)
        {
            var node = NotebookAt(path);
            var changed = SourceFormat.Read(Encoding.UTF8.GetBytes(edit(SourceFormat.Write(node.Notebook!))), node.Notebook!.Language);
            store.Fill(node, changed with { IsJupyter = node.Notebook.IsJupyter }, null);
        }
    }

    /// <summary>Removes an object with all that is below it.</summary>
    public void Remove(string path)
    {
        lock (gate)
        {
            var place = ObjectPath.Parse(path);
            _ = store.Find(place) ?? throw Missing(path);
            store.Delete(place, recursive: true);
        }
    }

    private WorkspaceNode NotebookAt(string path) =>
        store.Find(ObjectPath.Parse(path)) is { Notebook: not null } node ? node : throw Missing(path);

    private static KeyNotFoundException Missing(string path) => new($"There is nothing of that kind at {path}.");
}
