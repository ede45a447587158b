namespace Databricks.Simulator.Runs;

/// <summary>
/// What is going to happen to runs by itself. Nothing runs in the background: <see cref="Advance"/> replays what is due, in its order and at
/// the times it was due, whenever a run is looked at.
/// </summary>
internal sealed class Scheduler
{
    private readonly PriorityQueue<Action<DateTimeOffset>, (DateTimeOffset Due, long Order)> entries = new();
    private long lastOrder;

    public void Add(DateTimeOffset due, Action<DateTimeOffset> apply) => entries.Enqueue(apply, (due, ++lastOrder));

    /// <summary>Plans what follows the present phase; it does not happen when the phase is left before.</summary>
    public void After(Execution execution, DateTimeOffset at, TimeSpan duration, Action<DateTimeOffset> apply)
    {
        var version = execution.Version;
        Add(at + duration, due =>
        {
            if (execution.Version == version)
            {
                apply(due);
            }
        });
    }

    public void Advance(DateTimeOffset now)
    {
        while (entries.TryPeek(out var apply, out var key) && key.Due <= now)
        {
            entries.Dequeue();
            apply(key.Due);
        }
    }
}
