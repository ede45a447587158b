using System.Collections.Concurrent;

namespace Operator.FaultTests.World;

/// <summary>
/// A workspace whose reads lag: for a while each is answered as it was answered last before the lag began. What was last asked longer ago than reads lag is
/// answered as it is: no lag of seconds brings back what was minutes ago.
/// </summary>
internal sealed class ReadLag(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (string Body, DateTimeOffset At)> latest = new(StringComparer.Ordinal);
    private Dictionary<string, string> frozen = [];
    private DateTimeOffset until = DateTimeOffset.MinValue;

    public void Remember(string address, string body) => latest[address] = (body, time.GetUtcNow());

    public void Begin(TimeSpan length)
    {
        var now = time.GetUtcNow();
        var recent = latest.Where(answer => answer.Value.At >= now - length);
        frozen = recent.ToDictionary(answer => answer.Key, answer => answer.Value.Body, StringComparer.Ordinal);
        until = now + length;
    }

    /// <summary>The old answer; null where reads do not lag, or this one was not asked for just before the lag began.</summary>
    public string? Find(string address) => time.GetUtcNow() < until ? frozen.GetValueOrDefault(address) : null;
}
