namespace Databricks.Simulator.Journal;

/// <summary>Every request of a workspace, in order of arrival. The oldest are forgotten beyond the capacity.</summary>
public sealed class RequestJournal
{
    private readonly Lock gate = new();
    private readonly Queue<JournalEntry> entries = new();
    private readonly int capacity;
    private long lastSequence;

    internal RequestJournal(int capacity) => this.capacity = capacity;

    public long LastSequence
    {
        get
        {
            lock (gate)
            {
                return lastSequence;
            }
        }
    }

    /// <summary>The entries that arrived after the given sequence number; 0 for all.</summary>
    public IReadOnlyList<JournalEntry> After(long sequence)
    {
        lock (gate)
        {
            return [.. entries.Where(entry => entry.Sequence > sequence)];
        }
    }

    public IReadOnlyList<JournalEntry> Of(string operation) => [.. After(0).Where(entry => entry.Operation == operation)];

    internal JournalEntry Append(Func<long, JournalEntry> create)
    {
        lock (gate)
        {
            var entry = create(++lastSequence);
            entries.Enqueue(entry);
            if (entries.Count > capacity)
            {
                entries.Dequeue();
            }

            return entry;
        }
    }
}
