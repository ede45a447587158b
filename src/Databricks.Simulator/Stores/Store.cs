namespace Databricks.Simulator.Stores;

/// <summary>
/// The objects of one kind in a workspace, used under the workspace's lock. Nothing runs in the background: every look first brings the objects up to the
/// clock.
/// </summary>
/// <param name="noun">What one of them is called in messages to a test.</param>
/// <param name="time">The clock of the workspace.</param>
internal abstract class Store<TId, T>(string noun, TimeProvider time)
    where TId : notnull
    where T : class, IStored<TId>
{
    private readonly Dictionary<TId, T> objects = [];
    private long lastSequence;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Of all that a get would find, in order of creation.</summary>
    public IReadOnlyList<TId> Ids => [.. All().Select(stored => stored.Id)];

    /// <summary>In order of creation.</summary>
    public IReadOnlyList<T> All()
    {
        var now = Advance();
        return [.. objects.Values.ToArray().Where(stored => IsPresent(stored, now)).OrderBy(stored => stored.Sequence)];
    }

    /// <summary>What a page of a list may show, in order of creation.</summary>
    public IEnumerable<T> Listed(bool isFirstPage) => [.. All().Where(stored => !stored.Hidden.MissPage(isFirstPage))];

    public T? Find(TId id)
    {
        var now = Advance();
        return objects.TryGetValue(id, out var stored) && IsPresent(stored, now) ? stored : null;
    }

    /// <summary>For tests and people at the controls, whose mistakes are no answers of the API.</summary>
    /// <exception cref="KeyNotFoundException">There is no such object.</exception>
    public T Require(TId id) => Find(id) ?? throw new KeyNotFoundException($"There is no {noun} {id}.");

    public virtual void Remove(T stored) => objects.Remove(stored.Id);

    /// <summary>Brings all objects up to the clock, and gives its time.</summary>
    public virtual DateTimeOffset Advance() => Now;

    /// <summary>Of all that is kept, shown or not.</summary>
    protected int Count => objects.Count;

    /// <summary>Also of an object that is kept but no longer shown.</summary>
    protected T? FindKept(TId id) => objects.GetValueOrDefault(id);

    /// <summary>Brings one object up to the clock; false once time has removed it.</summary>
    protected virtual bool IsPresent(T stored, DateTimeOffset now) => true;

    protected long NextSequence() => ++lastSequence;

    protected T Add(T created)
    {
        objects.Add(created.Id, created);
        return created;
    }

    /// <summary>An id that no other object has.</summary>
    protected TId UniqueId(Func<TId> draw)
    {
        TId id;
        do
        {
            id = draw();
        }
        while (objects.ContainsKey(id));

        return id;
    }
}
