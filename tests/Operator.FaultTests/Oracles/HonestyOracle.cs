using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>Ready=True speaks of a spec that has been in the workspace: O14.</summary>
internal sealed class HonestyOracle(FaultWorld world, Action<Promise, string> report)
{
    private readonly ConcurrentDictionary<(string Uid, long Generation), bool> matched = new();

    private readonly ConcurrentDictionary<string, (long Generation, JsonObject Resource)> latest = new();

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
            Meet(current, stored);
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

    /// <summary>An edit of nothing but what becomes of the object one day asks for no other object.</summary>
    private void Meet((string Uid, long Generation) current, JsonObject stored)
    {
        var (generation, former) = latest.GetValueOrDefault(current.Uid, (0, stored));
        if (generation == current.Generation)
        {
            return;
        }

        if (generation == current.Generation - 1 && matched.ContainsKey((current.Uid, generation)) && JsonNode.DeepEquals(Wanted(former), Wanted(stored)))
        {
            matched[current] = true;
        }
        else
        {
            awaited.TryAdd(current, stored);
        }

        // Last, and never back: another thread that finds the generation here takes it for noted.
        var noted = (current.Generation, stored);
        latest.AddOrUpdate(current.Uid, noted, (_, known) => known.Generation < current.Generation ? noted : known);
    }

    private static JsonObject Wanted(JsonObject resource)
    {
        var spec = resource["spec"]!.DeepClone().AsObject();
        var policies = spec["policies"]?.AsObject();
        policies?.Remove("deletion");
        if (policies is { Count: 0 })
        {
            spec.Remove("policies");
        }

        return spec;
    }

    private static (string Uid, long Generation) KeyOf(JsonObject stored, long generation) => ((string)stored["metadata"]!["uid"]!, generation);
}
