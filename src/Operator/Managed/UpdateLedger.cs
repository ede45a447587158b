using System.Collections.Concurrent;

namespace Operator.Managed;

/// <summary>
/// What this process has sent and not seen in the workspace since. Reads may lag behind a write, so one that shows the settings of now while others were sent a
/// moment ago, such as after an edit and its revert, may show what was there before both. The grace is counted from the end of a call, by the monotonic clock.
/// </summary>
internal sealed class UpdateLedger(TimeSpan grace, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Uid, string Part), Sending> sendings = new();

    /// <summary>The call that changes the part has ended. It took effect, or may have, or may yet.</summary>
    public void Sent(string uid, Change part)
    {
        if (part is { ChangesSettings: true, Desired: { Length: > 0 } desired })
        {
            sendings[(uid, part.Record)] = new Sending(desired, time.GetTimestamp());
        }
    }

    /// <summary>How long it takes until a look that shows parts as they should be can be believed; zero when it can be now.</summary>
    public TimeSpan UntilCertain(string uid, PartChoice choice, PartRecords records)
    {
        var longest = TimeSpan.Zero;
        foreach (var (part, _) in choice.Seen)
        {
            if (part.Desired is not { Length: > 0 } desired || part.Fields.Count > 0 || Find(uid, part, records) is not { } sending)
            {
                continue;
            }

            var left = grace - time.GetElapsedTime(sending.At);
            if (sending.Desired == desired || left <= TimeSpan.Zero)
            {
                sendings.TryRemove((uid, part.Record), out _);
            }
            else if (left > longest)
            {
                longest = left;
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

    /// <summary>An earlier process may have sent what it recorded until now.</summary>
    private Sending? Find(string uid, Change part, PartRecords records) =>
        sendings.TryGetValue((uid, part.Record), out var sending) ? sending
        : records.SentUnseen(part) is { } desired ? sendings.GetOrAdd((uid, part.Record), new Sending(desired, time.GetTimestamp()))
        : null;

    /// <param name="Desired">As of <see cref="Change.Desired"/>.</param>
    /// <param name="At">Timestamp of the end of the call.</param>
    private sealed record Sending(string Desired, long At);
}
