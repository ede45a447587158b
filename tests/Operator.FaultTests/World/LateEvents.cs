namespace Operator.FaultTests.World;

/// <summary>What happens in the workspace by itself, once its time has come.</summary>
internal sealed class LateEvents(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Func<Task>, DateTimeOffset> events = new();

    public void Add(TimeSpan delay, Func<Task> act)
    {
        lock (gate)
        {
            events.Enqueue(act, time.GetUtcNow() + delay);
        }
    }

    public async Task HappenAsync()
    {
        while (Next() is { } act)
        {
            await act();
        }
    }

    private Func<Task>? Next()
    {
        lock (gate)
        {
            return events.TryPeek(out _, out var due) && due <= time.GetUtcNow() ? events.Dequeue() : null;
        }
    }
}
