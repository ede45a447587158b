using System.Collections.Concurrent;
using Operator.Databricks.Clusters;

namespace Operator.Kinds.Clusters;

/// <summary>
/// Spaces the starts of a cluster that should run and keeps failing (behavior §11.1): each failed start costs machines. Kept in memory: a new
/// process tries once at once.
/// </summary>
internal sealed class StartBackoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>A cluster that breaks down sooner than this after its start has not come up.</summary>
    private static readonly TimeSpan Proof = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (int Count, DateTimeOffset Last)> starts = new();

    /// <summary>How long to wait before the next start of a cluster that ended for <paramref name="reason"/>.</summary>
    public TimeSpan Remaining(string id, TerminationReason? reason)
    {
        if (!IsFailure(reason) || !starts.TryGetValue(id, out var past))
        {
            return TimeSpan.Zero;
        }

        var pause = First * Math.Pow(2, Math.Min(past.Count, 10) - 1);
        var remaining = past.Last + (pause < Longest ? pause : Longest) - time.GetUtcNow();
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    /// <summary>Counts a start after a failure.</summary>
    public void Starting(string id, TerminationReason? reason)
    {
        if (IsFailure(reason))
        {
            starts.AddOrUpdate(id, _ => (1, time.GetUtcNow()), (_, past) => (past.Count + 1, time.GetUtcNow()));
        }
    }

    /// <summary>How often a cluster that does not run was started after failures; null for never.</summary>
    public int? CountOf(ClusterDetails observed) =>
        observed.State != ClusterStates.Running && starts.TryGetValue(observed.ClusterId ?? "", out var past) ? past.Count : null;

    public void CameUp(string id)
    {
        if (starts.TryGetValue(id, out var past) && past.Last + Proof < time.GetUtcNow())
        {
            starts.TryRemove(new KeyValuePair<string, (int, DateTimeOffset)>(id, past));
        }
    }

    /// <summary>The cluster is no longer managed.</summary>
    public void Forget(string id) => starts.TryRemove(id, out _);

    /// <summary>An ordinary end costs nothing, and what needed a person is started only after that person changed something.</summary>
    private static bool IsFailure(TerminationReason? reason) => !ClusterStates.IsOrdinaryEnd(reason) && !ClusterStates.NeedsPerson(reason);
}
