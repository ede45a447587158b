using System.Collections.Concurrent;

namespace Operator.Managed;

/// <summary>
/// What this process has sent and not seen in the workspace since. Reads may lag behind a write, so one that shows the settings of now while others were sent a
/// moment ago, such as after an edit and its revert, may show what was there before both. One read may also be further behind than another, so that what was
/// there before comes back after it was seen to be changed: that is no drift. The grace is counted from the end of a call, by the monotonic clock.
/// </summary>
internal sealed class UpdateLedger(TimeSpan grace, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Uid, string Part), Sending> sendings = new();

    /// <summary>The call that changes the part has ended. It took effect, or may have, or may yet.</summary>
    public void Sent(string uid, Change part)
    {
        if (part is { ChangesSettings: true, Desired: { Length: > 0 } desired })
        {
            var now = time.GetTimestamp();
            var earlier = sendings.GetValueOrDefault((uid, part.Record))?.Replaced.Where(one => time.GetElapsedTime(one.At, now) < grace) ?? [];
            sendings[(uid, part.Record)] = new Sending(desired, now) { Replaced = [.. earlier, .. part.Shown.Select(shown => (shown, now))] };
        }
    }

    /// <summary>How long it takes until what a look shows of the parts can be believed; zero when it can be now.</summary>
    public TimeSpan UntilCertain(string uid, PartChoice choice, PartRecords records)
    {
        var longest = TimeSpan.Zero;
        foreach (var (part, _) in choice.Seen)
        {
            if (part.Desired is { Length: > 0 } desired && Find(uid, part, records) is { } sending)
            {
                var left = UntilCertain((uid, part.Record), part, desired, sending);
                longest = left > longest ? left : longest;
            }
        }

        return longest;
    }

    public void Forget(string uid)
    {
        foreach (var key in sendings.Keys.Where(key => key.Uid == uid))
        {
            sendings.TryRemove(key, out _);
        }
    }

    private TimeSpan UntilCertain((string Uid, string Part) key, Change part, string desired, Sending sending)
    {
        var left = grace - time.GetElapsedTime(sending.At);
        if (left <= TimeSpan.Zero)
        {
            sendings.TryRemove(key, out _);
            return TimeSpan.Zero;
        }

        var isWanted = sending.Desired == desired;
        if (part.Fields.Count > 0)
        {
            return isWanted && sending.IsSeen && sending.HasReplaced(part) ? left : TimeSpan.Zero;
        }

        if (!isWanted)
        {
            return left;
        }

        sendings.TryUpdate(key, sending with { IsSeen = true }, sending);
        return TimeSpan.Zero;
    }

    /// <summary>An earlier process may have sent what it recorded until now.</summary>
    private Sending? Find(string uid, Change part, PartRecords records) =>
        sendings.TryGetValue((uid, part.Record), out var sending) ? sending
        : records.SentUnseen(part) is { } desired ? sendings.GetOrAdd((uid, part.Record), new Sending(desired, time.GetTimestamp()))
        : null;

    /// <param name="Desired">As of <see cref="Change.Desired"/>.</param>
    /// <param name="At">Timestamp of the end of the call.</param>
    private sealed record Sending(string Desired, long At)
    {
        /// <summary>A look has shown it.</summary>
        public bool IsSeen { get; init; }

        /// <summary>As of <see cref="Change.Shown"/>, what was there before this call and those of the grace before it, and when that was.</summary>
        public IReadOnlyList<(string Shown, long At)> Replaced { get; init; } = [];

        /// <summary>Every difference shows a value from before the change. A field whose Secret has a new value differs for another reason.</summary>
        public bool HasReplaced(Change part) => part.Renewed.Count == 0 && part.Shown.All(shown => Replaced.Any(one => one.Shown == shown));
    }
}
