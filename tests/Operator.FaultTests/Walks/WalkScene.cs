using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
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
    private readonly ConcurrentDictionary<string, Deed> collisions = new();
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
        world.Oracles.Happened();
        Count(changes, thing);
        if (patch.Contains("\"content\"", StringComparison.Ordinal) && (string?)thing.Thing.Stored(world)?["spec"]?["content"] is { } former)
        {
            world.Oracles.WrittenOver.Note(thing.Thing, former);
        }

        world.Users.Patch(thing.Thing.Plural, thing.Thing.Name, $$"""{"spec":{{patch}}}""");
    }

    public void Delete(WalkThing thing) => world.Users.Delete(thing.Thing.Plural, thing.Thing.Name);

    public void Do(WalkThing thing, Deed deed)
    {
        world.Oracles.Happened();
        foreach (var id in thing.Thing.Ids(world))
        {
            Count(deed.IsRemoval ? births : changes, thing);
            if (deed.Writes is { } text)
            {
                world.Oracles.WrittenOver.Note(thing.Thing, text);
            }

            if (deed.PutRight is not null && !IsAtRest(thing))
            {
                collisions[thing.Word] = deed;
            }

            TryAct(deed, id);
        }
    }

    /// <summary>The conditions say Conflict about a notebook of no resource, or Rejected about a setting that was changed during an update.</summary>
    public bool IsLeftAlone(WalkThing thing) => thing.Thing.Stored(world) is { } stored && (string?)Thing.Condition(stored, "Ready")?["reason"] switch
    {
        "Conflict" => IsNobodys(thing),
        "Rejected" => collisions.ContainsKey(thing.Word),
        _ => false,
    };

    /// <summary>A person does what the condition says.</summary>
    public void PutRight(WalkThing thing)
    {
        var path = Truths.PathOf(thing.Thing);
        if (IsNobodys(thing))
        {
            // What was kept and is wanted again is taken over.
            if (world.Remote.Objects.FindSource(path)?.Contains((string)JsonNode.Parse(thing.Spec(world))!["content"]!, StringComparison.Ordinal) != true)
            {
                world.Remote.Objects.Remove(path);
            }
        }
        else if (IsLeftAlone(thing))
        {
            collisions[thing.Word].PutRight!(world, thing.Thing.Ids(world)[0], thing.Thing.Stored(world)!["spec"]!);
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

    private bool IsAtRest(WalkThing thing) =>
        !world.Life.IsBusy && thing.Thing.IsSeen(world)
        && (string?)Thing.Condition(thing.Thing.Stored(world)!, "Synced")?["status"] == "True";

    private void TryAct(Deed deed, string id)
    {
        try
        {
            deed.Act(world, id);
        }
        catch (ApiException)
        {
            // The workspace refuses it to people as well: a warehouse that is being deleted cannot be stopped.
        }
    }

    private bool IsNobodys(WalkThing thing) => world.Oracles.WrittenOver.IsNobodys(thing.Thing, Truths.PathOf(thing.Thing));

    private static void Count(ConcurrentDictionary<string, int> counts, WalkThing thing) => counts.AddOrUpdate(thing.Word, 1, (_, count) => count + 1);
}
