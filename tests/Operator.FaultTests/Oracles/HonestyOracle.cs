using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>Ready=True speaks of a spec that has been in the workspace: O14.</summary>
internal sealed class HonestyOracle(FaultWorld world, Action<Promise, string> report)
{
    private readonly ConcurrentDictionary<(string Uid, long Generation), bool> matched = new();

    /// <summary>Specs that were not seen in the workspace yet. A call that began under an earlier spec may bring it there after the next edit.</summary>
    private readonly ConcurrentDictionary<(string Uid, long Generation), JsonObject> awaited = new();

    /// <summary>Notes which specs are in the workspace right now.</summary>
    public void Look()
    {
        foreach (var thing in world.Oracles.Things)
        {
            if (thing.Stored(world) is not { } stored)
            {
                continue;
            }

            var current = KeyOf(stored, (long)stored["metadata"]!["generation"]!);
            if (!matched.ContainsKey(current))
            {
                awaited.TryAdd(current, stored);
            }

            foreach (var (key, resource) in awaited.Where(pair => pair.Key.Uid == current.Uid))
            {
                if (Wishes.OnlyObserves(resource["spec"]!) || thing.Matches(world, resource))
                {
                    matched[key] = true;
                    awaited.TryRemove(key, out _);
                }
            }
        }
    }

    public void Written(ObservedWrite write)
    {
        if (write.After is not { } after
            || world.Oracles.Things.FirstOrDefault(thing => Users.PathOf(thing.Plural, thing.Name) == write.Path) is not { } thing
            || Thing.Condition(after, "Ready") is not { } ready || (string?)ready["status"] != "True")
        {
            return;
        }

        Look();
        var generation = (long?)ready["observedGeneration"] ?? 0;
        if (!matched.ContainsKey(KeyOf(after, generation)))
        {
            report(
                Promise.ReadyIsTrue,
                $"{thing.Kind} {thing.Name} is Ready ({ready["reason"]}) at generation {generation}, and its spec has never been there: {after["spec"]}");
        }
    }

    private static (string Uid, long Generation) KeyOf(JsonObject stored, long generation) => ((string)stored["metadata"]!["uid"]!, generation);
}
