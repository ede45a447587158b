using Databricks.Simulator.Http;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>The tree of a workspace and its rules; used under the workspace's lock.</summary>
internal sealed class ObjectTree
{
    private const string System = "System-User";

    private readonly SortedDictionary<string, WorkspaceNode> nodes = new(StringComparer.Ordinal);
    private readonly ObjectOptions options;
    private readonly IdSource ids;
    private readonly TimeProvider time;

    public ObjectTree(ObjectOptions options, IEnumerable<string> users, IdSource ids, TimeProvider time)
    {
        this.options = options;
        this.ids = ids;
        this.time = time;
        Add(ObjectPath.Root, System, _ => { });
        foreach (var folder in options.Folders)
        {
            MakeFolders(ObjectPath.Parse(folder), System);
        }

        foreach (var user in users.Distinct())
        {
            MakeFolders(ObjectPath.Parse($"/Users/{user}"), user);
        }
    }

    public ObjectOptions Options => options;

    public IEnumerable<WorkspaceNode> All => nodes.Values;

    public WorkspaceNode? Find(ObjectPath path) => nodes.GetValueOrDefault(path.Text);

    public WorkspaceNode? FindById(string type, string id) => nodes.Values.FirstOrDefault(node => node.Type == type && $"{node.Id}" == id);

    /// <exception cref="ApiException">There is none.</exception>
    public WorkspaceNode Get(ObjectPath path) => Find(path) ?? throw ApiException.NotFound($"Path ({path.Shown}) doesn't exist.");

    public IEnumerable<WorkspaceNode> Children(ObjectPath folder) =>
        nodes.Values.Where(node => node.Path != "/" && ObjectPath.Parse(node.Path).Parent.Text == folder.Text);

    public IEnumerable<WorkspaceNode> Below(ObjectPath path) => nodes.Values.Where(node => path.Contains(node.Path) && node.Path != path.Text);

    /// <summary>From the root on: what stands in the way stops it, and leaves the folders above behind (behavior §1.3).</summary>
    public void MakeFolders(ObjectPath path, string user)
    {
        if (!path.IsRoot)
        {
            MakeFolders(path.Parent, user);
        }

        switch (Find(path))
        {
            case null:
                Add(path, user, _ => { });
                break;
            case { IsFolder: false }:
                throw Clash($"Path ({path.Shown}) already exists and is not a folder.");
        }
    }

    /// <summary>Puts content at a path: a notebook or a file.</summary>
    public WorkspaceNode Put(ObjectPath path, Notebook? notebook, byte[]? file, bool overwrite, string user)
    {
        RequireParent(path);
        if (Find(path) is not { } existing)
        {
            return Add(path, user, node => Fill(node, notebook, file));
        }

        if (!overwrite)
        {
            throw Clash($"Path ({path.Shown}) already exists.");
        }

        // The other type stays whatever is asked for (behavior §1.3).
        if (existing.IsFolder || existing.Notebook is null != notebook is null)
        {
            throw Clash($"Node named '{path.Name}' already exists");
        }

        if (options.KeepsIdOnOverwrite)
        {
            Fill(existing, notebook, file);
            return existing;
        }

        nodes.Remove(path.Text);
        return Add(path, user, node => Fill(node, notebook, file));
    }

    /// <exception cref="ApiException">The folder an object is to go into does not exist (behavior §6.3).</exception>
    public void RequireParent(ObjectPath path)
    {
        if (path.IsRoot)
        {
            throw ApiException.InvalidParameter("The root folder can not be imported to.");
        }

        if (Find(path.Parent) is not { IsFolder: true })
        {
            throw ApiException.NotFound($"The parent folder ({path.Parent.Shown}) does not exist.");
        }
    }

    public void Delete(ObjectPath path, bool recursive)
    {
        Get(path);
        if (path.IsRoot)
        {
            throw ApiException.InvalidParameter("The root folder can not be deleted.");
        }

        var below = Below(path).ToList();
        if (below.Count > 0 && !recursive)
        {
            throw new ApiException(400, "DIRECTORY_NOT_EMPTY", $"Folder ({path.Shown}) is not empty");
        }

        foreach (var node in below)
        {
            nodes.Remove(node.Path);
        }

        nodes.Remove(path.Text);
    }

    public void Fill(WorkspaceNode node, Notebook? notebook, byte[]? file)
    {
        node.Notebook = notebook;
        node.File = file;
        node.ModifiedAt = After(node.ModifiedAt);
    }

    /// <summary>No two changes are at the same time, as over a network, though a clock that stands still says so: by the time a change is known.</summary>
    private DateTimeOffset After(DateTimeOffset former)
    {
        var (now, next) = (time.GetUtcNow(), former.AddMilliseconds(1));
        return now > next ? now : next;
    }

    private WorkspaceNode Add(ObjectPath path, string user, Action<WorkspaceNode> fill)
    {
        var now = time.GetUtcNow();
        var node = new WorkspaceNode { Id = ids.Next(), Path = path.Text, Creator = user, CreatedAt = now, ModifiedAt = now };
        fill(node);
        node.ModifiedAt = now;
        nodes.Add(path.Text, node);
        return node;
    }

    private static ApiException Clash(string message) => new(400, "RESOURCE_ALREADY_EXISTS", message);
}
