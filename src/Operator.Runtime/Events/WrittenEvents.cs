using System.Security.Cryptography;
using System.Text;
using Operator.Runtime.Client;

namespace Operator.Runtime.Events;

/// <summary>
/// The events of the last hour, by what they say, so that a repeat can be counted on the first one. However much happens, it stays small: texts are
/// hashed, and of too many the oldest are forgotten, whose repeat is then an event of its own.
/// </summary>
internal sealed class WrittenEvents
{
    internal const int Capacity = 4096;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Dictionary<Guid, WrittenEvent> events = [];
    private readonly Queue<WrittenEvent> oldest = new();

    public int Count => oldest.Count;

    public WrittenEvent? Find(string identity, DateTimeOffset now)
    {
        while (oldest.TryPeek(out var first) && first.First < now - Window)
        {
            DropOldest();
        }

        return events.GetValueOrDefault(HashOf(identity));
    }

    /// <summary>Takes the place of an earlier one that says the same.</summary>
    public void Add(string identity, ObjectKey key, DateTimeOffset now)
    {
        var added = new WrittenEvent(HashOf(identity), key, now);
        events[added.Identity] = added;
        oldest.Enqueue(added);
        if (oldest.Count > Capacity)
        {
            DropOldest();
        }
    }

    private void DropOldest()
    {
        var dropped = oldest.Dequeue();
        if (events.GetValueOrDefault(dropped.Identity) == dropped)
        {
            events.Remove(dropped.Identity);
        }
    }

    private static Guid HashOf(string identity) => new(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16));
}

/// <summary>An event in the API server, and how often it happened.</summary>
internal sealed class WrittenEvent(Guid identity, ObjectKey key, DateTimeOffset first)
{
    public Guid Identity => identity;

    public ObjectKey Key => key;

    public DateTimeOffset First => first;

    public int Count { get; set; } = 1;
}
