using System.Globalization;
using System.Text.Json.Nodes;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Oracles;

/// <summary>What is in the workspace: O2, O5, O8, O13.</summary>
internal sealed class RemoteOracle(FaultWorld world, Action<Promise, string> report)
{
    /// <summary>What costs somebody something each time it takes effect.</summary>
    private static readonly string[] Costly =
    [
        "clusters/create", "clusters/edit", "clusters/restart", "clusters/start", "jobs/create", "jobs/run-now", "jobs/runs/repair",
        "warehouses/create", "warehouses/edit", "warehouses/start",
    ];

    private readonly Dictionary<string, string> foreign = [];

    /// <summary>How often each costly operation has taken effect.</summary>
    public static IReadOnlyDictionary<string, int> Effects(FaultWorld world) => world.Remote.Journal.After(0)
        .Where(call => call.Executed && Costly.Contains(call.Operation))
        .GroupBy(call => call.Operation, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>Puts objects of others beside those to come, of the same names, and notes what they look like.</summary>
    public void Remember()
    {
        foreach (var name in world.Oracles.Things.Select(thing => thing.Name).Append("somebody-elses").Distinct())
        {
            var cluster = Json($$"""{"cluster_name":"{{name}}","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1}""");
            world.Remote.Clusters.Create(cluster, "ada@example.com");
            world.Remote.Jobs.Create(Json($$"""{"name":"{{name}}","description":"theirs"}"""), "ada@example.com");
        }

        world.Remote.Warehouses.Create(Json("""{"name":"theirs","cluster_size":"Small","auto_stop_mins":0}"""), "ada@example.com");
        world.Remote.Objects.Create("/Shared/theirs", "PYTHON", "print('theirs')");
        Note();
    }

    /// <summary>Objects of others look like this from now on.</summary>
    public void Note()
    {
        foreach (var (name, view) in Foreign().ToList())
        {
            foreign[name] = view;
        }
    }

    /// <summary>Whatever was there before the operator must be there as it was.</summary>
    public void AtRest()
    {
        var now = Foreign().ToDictionary(pair => pair.Name, pair => pair.View);
        foreach (var (name, view) in foreign.Where(pair => now.GetValueOrDefault(pair.Key) != pair.Value))
        {
            report(Promise.ForeignUntouched, $"{name} was {view} and is {now.GetValueOrDefault(name) ?? "gone"}");
        }

        foreach (var thing in world.Oracles.Things)
        {
            var (ids, expected) = (thing.Ids(world), thing.Expected(world));
            if (ids.Count > expected)
            {
                report(Promise.OneRemote, $"{thing.Kind} {thing.Name} has {ids.Count} instead of {expected}: {string.Join(", ", ids)}");
            }
        }
    }

    public void AtEnd(IReadOnlyDictionary<string, int>? usual)
    {
        AtRest();
        foreach (var (operation, count) in Effects(world))
        {
            // A repeated run-now gives the same run again; how many runs there are is counted as objects.
            if (usual is not null && operation != "jobs/run-now" && count > usual.GetValueOrDefault(operation))
            {
                report(Promise.NoNeedlessRestart, $"{operation} took effect {count} times instead of {usual.GetValueOrDefault(operation)}");
            }
        }
    }

    public void Written(ObservedWrite write)
    {
        if (write.After is not null
            || world.Oracles.Things.FirstOrDefault(thing => Users.PathOf(thing.Plural, thing.Name) == write.Path) is not { Outlives: false } thing)
        {
            return;
        }

        if (Wishes.Keeps(write.Before["spec"]!))
        {
            world.Oracles.Kept[thing] = true;
            world.Oracles.WrittenOver.NoteKept(thing, write.Before);
            return;
        }

        world.Oracles.Kept.TryRemove(thing, out _);
        if (thing.Ids(world) is { Count: > 0 } left)
        {
            report(Promise.ReleasedLast, $"{thing.Kind} {thing.Name} was let go while {string.Join(", ", left)} is there");
        }
    }

    private IEnumerable<(string Name, string View)> Foreign()
    {
        var known = foreign.Count > 0;
        foreach (var id in world.Remote.Clusters.Ids.Where(id => !known || foreign.ContainsKey(id)))
        {
            yield return (id, world.Remote.Clusters.Find(id)!.ToJsonString());
        }

        foreach (var id in world.Remote.Jobs.Ids.Where(id => !known || foreign.ContainsKey(Text(id))))
        {
            yield return (Text(id), world.Remote.Jobs.Find(id)!.ToJsonString());
        }

        foreach (var id in world.Remote.Warehouses.Ids.Where(id => !known || foreign.ContainsKey(id)))
        {
            yield return (id, world.Remote.Warehouses.Find(id)!.ToJsonString());
        }

        foreach (var path in world.Remote.Objects.Paths.Where(path => !known || foreign.ContainsKey(path)))
        {
            yield return (path, world.Remote.Objects.FindSource(path) ?? "");
        }
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
