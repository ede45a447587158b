using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Oracles;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>The world of a walk, and what people do in it. Counts the reasons that the operator has been given to do anything.</summary>
internal sealed class WalkScene(FaultWorld world)
{
    private const string Secret = "credential";
    private const string User = "operator@example.com";

    private readonly ConcurrentDictionary<string, int> births = new();
    private readonly ConcurrentDictionary<string, int> changes = new();
    private readonly ConcurrentDictionary<string, bool> editedUnrecorded = new();
    private int credentials;
    private int lates;

    public FaultWorld World => world;

    public void Apply(WalkThing thing)
    {
        if (thing.Thing.Stored(world) is null)
        {
            Count(births, thing);
            world.Users.Apply(thing.Thing.Kind, thing.Thing.Plural, thing.Thing.Name, JsonNode.Parse(thing.Spec(world))!);
        }
        else if (!thing.IsOnce)
        {
            Edit(thing, thing.Spec(world));
        }
    }

    public void Edit(WalkThing thing, string patch)
    {
        Count(changes, thing);
        world.Users.Patch(thing.Thing.Plural, thing.Thing.Name, $$"""{"spec":{{patch}}}""");
    }

    public void Delete(WalkThing thing) => world.Users.Delete(thing.Thing.Plural, thing.Thing.Name);

    public void Do(WalkThing thing, Deed deed)
    {
        foreach (var id in thing.Thing.Ids(world))
        {
            Count(deed.IsRemoval ? births : changes, thing);
            if (thing.IsUnmarked && (deed.IsRemoval || thing.Thing.Stored(world)?["status"]?["path"] is null))
            {
                editedUnrecorded[thing.Word] = !deed.IsRemoval;
            }

            deed.Act(world, id);
        }
    }

    /// <summary>
    /// A notebook that was written over before its import was recorded, by a process that died in between, is nobody's for the next process, which leaves it
    /// alone and says so.
    /// </summary>
    public bool IsLeftAlone(WalkThing thing) =>
        editedUnrecorded.GetValueOrDefault(thing.Word) && world.Life.Number > 0
        && thing.Thing.Stored(world) is { } stored && (string?)Thing.Condition(stored, "Ready")?["reason"] == "Conflict";

    /// <summary>A person does what the condition says.</summary>
    public void MoveAwayWhatIsLeftAlone(WalkThing thing)
    {
        foreach (var id in IsLeftAlone(thing) ? thing.Thing.Ids(world) : [])
        {
            world.Remote.Objects.Remove(id);
        }
    }

    public void Arm(Fault fault, int offset)
    {
        lates += fault.IsLate ? 1 : 0;
        world.InjectNext(fault, offset);
    }

    /// <summary>A new token stands in the Secret, and the former one is worth nothing.</summary>
    public void Rotate()
    {
        RevokeCredential();
        var token = $"dapi-of-the-walk-{++credentials}";
        world.Spoken.Hide(token);
        world.Remote.Tokens.Add(token, User);
        world.Users.PutSecret(Secret, token);
    }

    public void RevokeCredential() => world.Remote.Tokens.RevokeAllOf(User);

    public void DeleteSecret()
    {
        if (world.Users.Find("secrets", Secret) is not null)
        {
            world.Kubernetes.Remove(Users.PathOf("secrets", Secret));
        }
    }

    /// <summary>Nothing has been done in the workspace for which there was no reason: O13.</summary>
    public void CheckEffort()
    {
        var effects = RemoteOracle.Effects(world);
        foreach (var family in WalkThings.All.Where(thing => thing.Family is not null).GroupBy(thing => thing.Family, thing => thing.Word))
        {
            var born = family.Sum(word => births.GetValueOrDefault(word));
            var reasons = born + family.Sum(word => changes.GetValueOrDefault(word)) + lates;
            Check($"{family.Key}create", effects.GetValueOrDefault($"{family.Key}create"), born);
            Check($"{family.Key}edit", effects.GetValueOrDefault($"{family.Key}edit"), reasons);
            Check($"{family.Key}restart", effects.GetValueOrDefault($"{family.Key}restart"), reasons);
        }
    }

    private void Check(string operation, int count, int reasons)
    {
        if (count > reasons)
        {
            world.Oracles.Report(Promise.NoNeedlessRestart, $"{operation} took effect {count} times, and there was reason for {reasons}");
        }
    }

    private static void Count(ConcurrentDictionary<string, int> counts, WalkThing thing) => counts.AddOrUpdate(thing.Word, 1, (_, count) => count + 1);
}
