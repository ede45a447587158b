using System.Collections.Concurrent;

namespace Operator.FaultTests.World;

/// <summary>What happens in the workspace by itself, once its time has come.</summary>
internal sealed class LateEvents(TimeProvider time)
{
    private readonly ConcurrentQueue<(DateTimeOffset Due, Func<Task> Act)> events = new();

    public void Add(TimeSpan delay, Func<Task> act) => events.Enqueue((time.GetUtcNow() + delay, act));

    public async Task HappenAsync()
    {
        while (events.TryPeek(out var next) && next.Due <= time.GetUtcNow() && events.TryDequeue(out _))
        {
            await next.Act();
        }
    }
}
