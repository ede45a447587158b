using System.Collections.Concurrent;

namespace Operator.Controllers;

/// <summary>
/// Ends what would go on for ever: a workspace that takes a change without an error and does not keep it, such as one of a setting it does not know, differs again at every
/// look. In memory only: after a restart of the operator it is tried once more.
/// </summary>
internal sealed class Repetitions(ManagedTiming timing, TimeProvider time)
{
    /// <summary>Reads may lag behind a write, so that one look proves nothing; a restart for nothing is never worth a second try.</summary>
    private const int Tries = 3;

    private readonly ConcurrentDictionary<string, Attempt> attempts = new(StringComparer.Ordinal);

    /// <summary>The decision, unless the same one has been carried out before and everything is as it was: then nothing, and what was refused.</summary>
    public Decision Judge(string uid, long generation, Decision decision)
    {
        if (decision.IsNothing)
        {
            attempts.TryRemove(uid, out _);
        }

        return attempts.TryGetValue(uid, out var last) && last.Is(decision, generation) && (decision.Restarts || last.Count >= Tries) && time.GetUtcNow() - last.At < timing.Resync
            ? Decision.None with { Refused = decision.Fields, Unchangeable = decision.Unchangeable, Later = decision.Later }
            : decision;
    }

    /// <summary>To be told of every decision that the workspace carried out without an error.</summary>
    public void Carried(string uid, long generation, Decision decision)
    {
        if (decision.ChangesSettings)
        {
            var count = attempts.TryGetValue(uid, out var last) && last.Is(decision, generation) ? last.Count : 0;
            attempts[uid] = new Attempt(generation, decision, count + 1, time.GetUtcNow());
        }
    }

    public void Forget(string uid) => attempts.TryRemove(uid, out _);

    private sealed record Attempt(long Generation, Decision Decision, int Count, DateTimeOffset At)
    {
        public bool Is(Decision other, long generation) =>
            Generation == generation && Decision.Action == other.Action && Decision.Part == other.Part && Decision.Fields.SequenceEqual(other.Fields) && Decision.Renewed.SequenceEqual(other.Renewed);
    }
}
