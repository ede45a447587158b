using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>What people want left alone: O15. A wish counts once no spec without it can be what the operator acts by.</summary>
internal sealed class HandsOffOracle(FaultWorld world, Action<Promise, string> report)
{
    private readonly ConcurrentDictionary<(string Uid, long Generation), Wish> wishes = new();

    /// <summary>Notes what the specs of now forbid.</summary>
    public void Look()
    {
        foreach (var stored in world.Oracles.Things.Select(thing => thing.Stored(world)).OfType<JsonObject>())
        {
            wishes[((string)stored["metadata"]!["uid"]!, (long)stored["metadata"]!["generation"]!)] = Wishes.Of(stored["spec"]!);
        }
    }

    public void Sent(Call call, string content)
    {
        if (!call.IsChange)
        {
            return;
        }

        Look();
        foreach (var thing in world.Oracles.Things)
        {
            var forbidden = thing.Stored(world) is { } stored ? Forbidden(stored) : Wish.None;
            if (Concerns(call, content, thing) && (forbidden == Wish.NoChange || (forbidden == Wish.NoDeletion && IsDeletion(call))))
            {
                report(Promise.HandsOff, $"{call} for {thing.Kind} {thing.Name}, whose spec forbids it");
            }
        }
    }

    public void AtRest()
    {
        foreach (var thing in world.Oracles.Things.Where(thing => thing.Outlives && thing.Ids(world).Count == 0))
        {
            report(Promise.HandsOff, $"what {thing.Kind} {thing.Name} took over is gone");
        }
    }

    /// <summary>By all specs from the one that status speaks of to the one of now.</summary>
    private Wish Forbidden(JsonObject stored)
    {
        var (uid, now) = ((string)stored["metadata"]!["uid"]!, (long)stored["metadata"]!["generation"]!);
        var from = Math.Max(1, (long?)stored["status"]?["observedGeneration"] ?? 1);
        var wish = Wish.NoChange;
        for (var generation = from; generation <= now; generation++)
        {
            var one = wishes.GetValueOrDefault((uid, generation));
            wish = one < wish ? one : wish;
        }

        return wish;
    }

    /// <summary>
    /// A creation has no id yet: it counts for the resource whose mark it carries, and where there is one of that kind for that. A call for another kind may
    /// name the object it refers to.
    /// </summary>
    private bool Concerns(Call call, string content, Thing thing) =>
        (thing.Truth.Creates == call.Name
            && (content.Contains(thing.Marker, StringComparison.Ordinal) || world.Oracles.Things.Count(other => other.Truth.Creates == call.Name) == 1))
        || (thing.Ids(world).Any(id => content.Contains(id, StringComparison.Ordinal))
            && (IsOf(call, thing) || !world.Oracles.Things.Any(other => IsOf(call, other))));

    private static bool IsOf(Call call, Thing thing) => call.Name.Split(' ', '/').Contains(thing.Truth.Creates.Split(' ')[^1].Split('/')[0]);

    private static bool IsDeletion(Call call) =>
        call.Name.StartsWith("DELETE", StringComparison.Ordinal) || call.Name.Contains("delete", StringComparison.Ordinal);
}
