using System.Collections.Concurrent;

namespace Operator.FaultTests.World;

/// <summary>A workspace whose reads lag: for a while each is answered as it was answered last before the lag began.</summary>
internal sealed class ReadLag(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, string> latest = new(StringComparer.Ordinal);
    private Dictionary<string, string> frozen = [];
    private DateTimeOffset until = DateTimeOffset.MinValue;

    public void Remember(string address, string body) => latest[address] = body;

    public void Begin(TimeSpan length) => (frozen, until) = (new Dictionary<string, string>(latest, StringComparer.Ordinal), time.GetUtcNow() + length);

    /// <summary>The old answer; null where reads do not lag, or nobody asked before.</summary>
    public string? Find(string address) => time.GetUtcNow() < until ? frozen.GetValueOrDefault(address) : null;
}
