using Operator.Runtime.Queues;

namespace Operator.UnitTests.Runtime.Queues;

/// <summary>What the work queue promises, written as plainly as possible: no tickets, no timers, one record per key.</summary>
internal sealed class WorkQueueModel(long wakeUp, long longest)
{
    private readonly Dictionary<int, Key> keys = [];
    private int handedOut;

    public long Now { get; set; }

    public IEnumerable<int> Processing => keys.Where(pair => pair.Value.Processing).Select(pair => pair.Key);

    public int ReadyCount => Ready.Count();

    public int WaitingCount => keys.Values.Count(key => !key.Processing && key.Next is not null);

    private IEnumerable<KeyValuePair<int, Key>> Ready => keys.Where(pair => !pair.Value.Processing && pair.Value.Next is { } next && next.Due <= Now);

    public void Add(int name, long delay, QueuePriority priority)
    {
        var key = Of(name);
        var wish = new Wish(Now + Math.Max(0, delay), priority);
        if (key.Processing)
        {
            key.During = Better(key.During, wish);
        }
        else if (BacksOff(key) && priority >= QueuePriority.Transition)
        {
            WakeUp(key, wish);
        }
        else
        {
            key.Next = Better(key.Next, wish);
        }
    }

    public void Fail(int name, long delay)
    {
        var key = Of(name);
        key.FailedAt = Now;
        key.Retry = new Wish(Now + delay, QueuePriority.Transition);
    }

    public void Forget(int name) => Of(name).WakeUps = 0;

    public void Done(int name)
    {
        var key = Of(name);
        key.Processing = false;
        var isEdited = key.During is { Priority: < QueuePriority.Transition };
        key.Next = isEdited ? key.During : key.Retry ?? key.During;
        key.HasFailed = !isEdited && key.Retry is not null;
        if (BacksOff(key) && key.During is { } during)
        {
            WakeUp(key, during);
        }

        key.During = null;
        key.Retry = null;
    }

    /// <summary>Takes note that the queue handed out <paramref name="name"/>; throws when it should not have.</summary>
    public void HandedOut(int name)
    {
        var ready = Ready.ToDictionary(pair => pair.Key, pair => pair.Value.Next!.Priority);
        Assert.True(ready.TryGetValue(name, out var priority), $"key {name} was handed out but is not ready");
        Assert.Equal(++handedOut % 8 == 0 ? ready.Values.Max() : ready.Values.Min(), priority);
        Of(name).Processing = true;
        Of(name).Next = null;
        Of(name).HasFailed = false;
    }

    private bool BacksOff(Key key) => key is { HasFailed: true, Next: { } next } && next.Due > Now;

    /// <summary>Not before so long after the failure, and twice as long each time.</summary>
    private void WakeUp(Key key, Wish wish)
    {
        var due = Math.Max(wish.Due, key.FailedAt + (long)Math.Min(wakeUp * Math.Pow(2, key.WakeUps), longest));
        if (wish.Priority != QueuePriority.Resync && due < key.Next!.Due)
        {
            key.WakeUps++;
            key.Next = wish with { Due = due };
        }
    }

    /// <summary>The earlier one; among those that are due, the more urgent.</summary>
    private Wish Better(Wish? current, Wish added)
    {
        if (current is null)
        {
            return added;
        }

        if (current.Due <= Now && added.Due <= Now)
        {
            return added.Priority < current.Priority ? added with { Due = current.Due } : current;
        }

        return added.Due < current.Due ? added : current;
    }

    private Key Of(int name) => keys.TryGetValue(name, out var key) ? key : keys[name] = new Key();

    private sealed record Wish(long Due, QueuePriority Priority);

    private sealed class Key
    {
        public bool Processing { get; set; }

        public bool HasFailed { get; set; }

        public long FailedAt { get; set; }

        public int WakeUps { get; set; }

        public Wish? Next { get; set; }

        public Wish? Retry { get; set; }

        public Wish? During { get; set; }
    }
}
