using System.Text.Json.Nodes;
using Operator.FaultTests.Injections;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>One step of a random walk: what somebody does, or what goes wrong next.</summary>
internal sealed record WalkStep(string Name, Action<FaultWorld> Act)
{
    /// <summary>The fault that it brings; null for none.</summary>
    public Fault? Fault { get; init; }

    public override string ToString() => Name;
}

/// <summary>The steps of a walk, from a seed: the same seed is the same walk.</summary>
internal sealed class WalkSteps(int seed)
{
    private readonly Random random = new(seed);
    private readonly Fault[] faults = [.. WorkspaceFaults.All, .. KubernetesFaults.All];

    public IReadOnlyList<WalkStep> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    private WalkStep Next() => random.Next(10) switch
    {
        0 or 1 => Apply(),
        2 or 3 => Edit(),
        4 => Delete(),
        5 => Drift(),
        6 => Pass(),
        _ => Break(),
    };

    private WalkStep Apply()
    {
        var thing = Any();
        return new WalkStep($"apply {thing.Name}", world => WalkThings.Apply(world, thing));
    }

    private WalkStep Edit()
    {
        var thing = Any(WalkThings.Lasting);
        var patch = WalkThings.Patch(thing, random.Next(1, 5));
        return new WalkStep($"edit {thing.Name}: {patch}", world => WithStored(world, thing, () => world.Users.Patch(thing.Plural, thing.Name, patch)));
    }

    private WalkStep Delete()
    {
        var thing = Any();
        return new WalkStep($"delete {thing.Name}", world => world.Users.Delete(thing.Plural, thing.Name));
    }

    private WalkStep Drift()
    {
        var (thing, isRemoval, value) = (Any(WalkThings.Lasting), random.Next(4) == 0, random.Next(5, 9));
        return new WalkStep($"{(isRemoval ? "remove" : "change")} {thing.Name} in the workspace", world => WalkThings.Drift(world, thing, isRemoval, value));
    }

    private WalkStep Pass()
    {
        var time = TimeSpan.FromSeconds(random.Next(1, 120));
        return new WalkStep($"wait {time.TotalSeconds:0} s", world => world.Pass(time));
    }

    private WalkStep Break()
    {
        var (fault, offset) = (faults[random.Next(faults.Length)], random.Next(4));
        return new WalkStep($"{fault.Name} at {fault.Side} call {offset} from now", world => world.InjectNext(fault, offset)) { Fault = fault };
    }

    private Thing Any() => Any(WalkThings.All);

    private Thing Any(IReadOnlyList<Thing> things) => things[random.Next(things.Count)];

    /// <summary>An object that is being deleted is not edited: nobody would see the edit.</summary>
    private static void WithStored(FaultWorld world, Thing thing, Action act)
    {
        if (thing.Stored(world) is { } stored && stored["metadata"]!["deletionTimestamp"] is null)
        {
            act();
        }
    }
}

/// <summary>The objects that walks are about.</summary>
internal static class WalkThings
{
    private static readonly Thing Cluster = new("DatabricksCluster", "etl", Truths.Cluster);
    private static readonly Thing Job = new("DatabricksJob", "nightly", Truths.Job);
    private static readonly Thing Notebook = new("DatabricksNotebook", "load", Truths.Notebook);
    private static readonly Thing Warehouse = new("DatabricksSqlWarehouse", "bi", Truths.Warehouse);
    private static readonly Thing[] Runs = [.. Enumerable.Range(0, 3).Select(index => new Thing("DatabricksJobRun", $"run-{index}", Truths.Run))];

    /// <summary>All but runs.</summary>
    public static IReadOnlyList<Thing> Lasting { get; } = [Cluster, Job, Notebook, Warehouse];

    public static IReadOnlyList<Thing> All { get; } = [.. Lasting, .. Runs];

    /// <summary>As a person does it, who creates what is not there; a run has been used up once it was there.</summary>
    public static void Apply(FaultWorld world, Thing thing)
    {
        if (thing.Stored(world) is not null || (thing.Truth.IsWork && world.Remote.Jobs.Ids.Any(id => NameOf(world, id) == thing.Name)))
        {
            return;
        }

        world.Users.Apply(thing.Kind, thing.Plural, thing.Name, JsonNode.Parse(thing.Truth.IsWork ? RunSpec(world, thing) : Spec(thing))!);
    }

    public static string Patch(Thing thing, int value) => thing.Kind switch
    {
        "DatabricksCluster" => value % 2 == 0 ? $$$"""{"spec":{"numWorkers":{{{value}}}}}""" : $$$$"""{"spec":{"sparkConf":{"a":"{{{{value}}}}"}}}""",
        "DatabricksJob" => $$$"""{"spec":{"description":"{{{value}}}"}}""",
        "DatabricksNotebook" => $$$"""{"spec":{"content":"print({{{value}}})"}}""",
        _ => $$$"""{"spec":{"autoStopMins":{{{600 + value}}}}}""",
    };

    public static void Drift(FaultWorld world, Thing thing, bool isRemoval, int value)
    {
        if (thing.Ids(world) is not [var id, ..])
        {
            return;
        }

        switch (thing.Kind)
        {
            case "DatabricksCluster":
                Do(isRemoval, () => world.Remote.Clusters.Remove(id), () => world.Remote.Clusters.Change(id, settings => settings["num_workers"] = value));
                break;
            case "DatabricksJob":
                var job = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture);
                Do(isRemoval, () => world.Remote.Jobs.Remove(job), () => world.Remote.Jobs.Change(job, settings => settings["description"] = $"{value}"));
                break;
            case "DatabricksNotebook":
                var source = $"# Databricks notebook source\nprint('{value}')";
                Do(isRemoval, () => world.Remote.Objects.Remove(id), () => world.Remote.Objects.Change(id, _ => source));
                break;
            default:
                Do(
                    isRemoval,
                    () => world.Remote.Warehouses.Remove(id),
                    () => world.Remote.Warehouses.Change(id, settings => settings["auto_stop_mins"] = value * 100));
                break;
        }
    }

    private static void Do(bool isRemoval, Action remove, Action change) => (isRemoval ? remove : change)();

    private static string? NameOf(FaultWorld world, long job) => (string?)world.Remote.Jobs.Find(job)?["settings"]?["name"];

    private static string RunSpec(FaultWorld world, Thing run)
    {
        var body = JsonNode.Parse($$$"""{"name":"{{{run.Name}}}","tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/main"}}]}""")!.AsObject();
        return $$"""{"jobId":"{{world.Remote.Jobs.Create(body, "ada@example.com")}}"}""";
    }

    private static string Spec(Thing thing) => thing.Kind switch
    {
        "DatabricksCluster" => """{"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":600}""",
        "DatabricksJob" =>
            """{"description":"mine","tasks":[{"taskKey":"main","existingClusterRef":{"name":"etl"},"notebookTask":{"notebookRef":{"name":"load"}}}]}""",
        "DatabricksNotebook" => """{"path":"/Shared/load","language":"PYTHON","content":"print(1)"}""",
        _ => """{"clusterSize":"Small","autoStopMins":600}""",
    };
}
