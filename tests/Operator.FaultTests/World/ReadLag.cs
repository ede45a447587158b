using System.Collections.Concurrent;

namespace Operator.FaultTests.World;

/// <summary>
/// A workspace whose reads lag: each is answered as it was answered last before the lag began, until that answer is as old as the lag is long. A lag of seconds
/// brings nothing back from a minute ago.
/// </summary>
internal sealed class ReadLag(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (string Body, DateTimeOffset At)> latest = new(StringComparer.Ordinal);
    private volatile Period? period;

    public void Remember(string address, string body) => latest[address] = (body, time.GetUtcNow());

    public void Begin(TimeSpan length) => period = new Period(new(latest, StringComparer.Ordinal), length);

    /// <summary>The old answer; null where reads do not lag, or this one was not asked for just before the lag began.</summary>
    public string? Find(string address) =>
        period is { } lag && lag.Answers.TryGetValue(address, out var answer) && time.GetUtcNow() - answer.At < lag.Length ? answer.Body : null;

    private sealed record Period(Dictionary<string, (string Body, DateTimeOffset At)> Answers, TimeSpan Length);
}
