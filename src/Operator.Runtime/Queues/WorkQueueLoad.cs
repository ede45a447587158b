namespace Operator.Runtime.Queues;

/// <summary>How much waits in a queue.</summary>
/// <param name="Ready">Keys that could be handed out right now.</param>
/// <param name="Delayed">Keys that wait for their time.</param>
/// <param name="Processing">Keys that workers have.</param>
/// <param name="OldestReady">How long the key that has been ready for longest waits for a worker; zero when none does.</param>
public readonly record struct WorkQueueLoad(int Ready, int Delayed, int Processing, TimeSpan OldestReady)
{
    internal static WorkQueueLoad Of<TKey>(IEnumerable<WorkQueueEntry<TKey>> entries, TimeProvider time)
    {
        var (ready, delayed, processing, oldest) = (0, 0, 0, long.MaxValue);
        foreach (var entry in entries)
        {
            switch (entry.State)
            {
                case WorkQueueState.Ready:
                    ready++;
                    oldest = Math.Min(oldest, entry.ReadySince);
                    break;
                case WorkQueueState.Delayed:
                    delayed++;
                    break;
                case WorkQueueState.Processing:
                    processing++;
                    break;
            }
        }

        return new(ready, delayed, processing, ready == 0 ? TimeSpan.Zero : time.GetElapsedTime(oldest));
    }
}
