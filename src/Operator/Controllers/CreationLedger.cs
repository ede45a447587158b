using System.Collections.Concurrent;

namespace Operator.Controllers;

/// <summary>
/// What this process knows about creations that may have happened without having been recorded. A reply may be lost and a list may lag,
/// so after a possible creation nothing is created until a list begun after the grace has shown that there is nothing.
/// </summary>
internal sealed class CreationLedger(TimeSpan grace, TimeProvider time)
{
    private static readonly DateTimeOffset NothingAttempted = DateTimeOffset.MinValue;

    private readonly ConcurrentDictionary<string, DateTimeOffset> lastAttempts = new();

    /// <summary>This process has just put the finalizer on the object, so nobody can have created anything for it before.</summary>
    public void Fresh(string uid) => lastAttempts.TryAdd(uid, NothingAttempted);

    public void Attempting(string uid) => lastAttempts[uid] = time.GetUtcNow();

    /// <summary>The workspace refused: nothing was created.</summary>
    public void Refused(string uid) => lastAttempts[uid] = NothingAttempted;

    public void Forget(string uid) => lastAttempts.TryRemove(uid, out _);

    /// <summary>True when nobody can have created anything for it a moment ago, so that a recent list is as good as a new one.</summary>
    public bool IsUntouched(string uid) => lastAttempts.TryGetValue(uid, out var attempted) && attempted == NothingAttempted;

    /// <summary>How long to wait before the absence of the object means anything. An object met for the first time may have been created by an earlier process until now.</summary>
    public TimeSpan UntilCertain(string uid)
    {
        var attempted = lastAttempts.GetOrAdd(uid, _ => time.GetUtcNow());
        var remaining = attempted == NothingAttempted ? TimeSpan.Zero : attempted + grace - time.GetUtcNow();
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
