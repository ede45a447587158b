using System.Text.Json.Nodes;

namespace Databricks.Simulator.Stores;

/// <summary>
/// The objects of one kind as the people, the cloud and the schedules of a workspace see them: looks and changes from outside, which appear in no journal.
/// Unknown ids throw <see cref="KeyNotFoundException"/>.
/// </summary>
public abstract class Control<TId>
{
    private readonly Lock gate;

    private protected Control(Lock gate) => this.gate = gate;

    /// <summary>Ids of all objects that a get would find, in order of creation.</summary>
    public IReadOnlyList<TId> Ids => Locked(ListIds);

    /// <summary>What a get answers, all pages at once, or null.</summary>
    public JsonObject? Find(TId id) => Locked(() => View(id));

    /// <summary>The object is gone without a trace.</summary>
    public void Remove(TId id) => Locked(() => Drop(id));

    private protected abstract IReadOnlyList<TId> ListIds();

    private protected abstract JsonObject? View(TId id);

    private protected abstract void Drop(TId id);

    private protected T Locked<T>(Func<T> read)
    {
        lock (gate)
        {
            return read();
        }
    }

    private protected void Locked(Action change)
    {
        lock (gate)
        {
            change();
        }
    }
}
