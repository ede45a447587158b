using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Operator.Databricks;

namespace Operator.Workspaces;

/// <summary>
/// What this process remembers of each workspace, as long as the workspace's client lives: after an edit of the workspace there is another client, of which
/// nothing is remembered. Made once for each client, however many passes ask at the same time.
/// </summary>
internal sealed class WorkspaceMemory<T>(Func<WorkspaceClient, T> create)
    where T : class
{
    // Lazy, because the table may run the factory of a value twice and throw one away, which must not have begun anything.
    private readonly ConditionalWeakTable<WorkspaceClient, Lazy<T>> memories = [];

    /// <summary>Of all clients that live.</summary>
    public IEnumerable<T> All => memories.Select(pair => pair.Value.Value);

    public T Of(WorkspaceClient client) => memories.GetValue(client, key => new Lazy<T>(() => create(key))).Value;

    /// <summary>Without making it.</summary>
    public bool TryFind(WorkspaceClient client, [NotNullWhen(true)] out T? memory)
    {
        memory = memories.TryGetValue(client, out var lazy) ? lazy.Value : null;
        return memory is not null;
    }
}
