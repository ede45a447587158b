using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Operator.FaultTests.Scenarios;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Walks;

/// <summary>An object of each kind and two clusters, which share their lists; all stand in one workspace.</summary>
internal static class WalkThings
{
    private const string Name = "once";
    private const string Theirs = "print(7)";

    private static readonly Thing ClusterThing = new("DatabricksCluster", "etl", Truths.Cluster);
    private static readonly Thing OtherClusterThing = new("DatabricksCluster", "ml", Truths.Cluster);
    private static readonly Thing NotebookThing = new("DatabricksNotebook", "load", Truths.Notebook);

    /// <summary>The workspace itself comes first and goes last.</summary>
    public static Thing Workspace { get; } = new("DatabricksWorkspace", "prod", Truths.Workspace);

    public static IReadOnlyList<WalkThing> All { get; } =
        [Cluster("cluster", ClusterThing), Cluster("other cluster", OtherClusterThing), Notebook(), Job(), Run(), Warehouse()];

    private static WalkThing Cluster(string word, Thing thing) => new(word, thing, _ => """
        {"workspaceRef":{"name":"prod"},"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":10000}
        """)
    {
        Edits =
        [
            """{"numWorkers":2}""", """{"numWorkers":3}""", """{"sparkConf":{"a":"b"}}""", """{"sparkConf":null}""", """{"autoterminationMinutes":9000}""",
        ],
        Deeds =
        [
            new Deed("resized", (world, id) => world.Remote.Clusters.Change(id, settings => settings["num_workers"] = 7)),
            new Deed("terminated", (world, id) => world.Remote.Clusters.Terminate(id, new TerminationCause("USER_REQUEST", "SUCCESS"))),
            new Deed("removed", (world, id) => world.Remote.Clusters.Remove(id), IsRemoval: true),
        ],
        Family = "clusters/",
    };

    private static WalkThing Notebook() => new("notebook", NotebookThing, _ => """
        {"workspaceRef":{"name":"prod"},"path":"/Shared/load","language":"PYTHON","content":"print(1)"}
        """)
    {
        Edits = ["""{"content":"print(2)"}""", """{"content":"print(3)"}"""],
        Deeds =
        [
            new Deed("rewritten", (world, path) => world.Remote.Objects.Change(path, _ => $"# Databricks notebook source\n{Theirs}")) { Writes = Theirs },
            new Deed("removed", (world, path) => world.Remote.Objects.Remove(path), IsRemoval: true),
        ],
    };

    private static WalkThing Job() => new("job", new Thing("DatabricksJob", "nightly", Truths.Job), _ => """
        {"workspaceRef":{"name":"prod"},"description":"mine",
         "tasks":[{"taskKey":"main","existingClusterRef":{"name":"etl"},"notebookTask":{"notebookRef":{"name":"load"}}}]}
        """)
    {
        Edits = ["""{"description":"new"}""", """{"description":"newer"}"""],
        Deeds =
        [
            new Deed("described", (world, id) => world.Remote.Jobs.Change(Number(id), settings => settings["description"] = "theirs")),
            new Deed("removed", (world, id) => world.Remote.Jobs.Remove(Number(id)), IsRemoval: true),
        ],
        Needs = [ClusterThing, NotebookThing],
        Family = "jobs/",
    };

    /// <summary>Applied again it runs another job, by which its runs are told from those before.</summary>
    private static WalkThing Run() => new("run", new Thing("DatabricksJobRun", Name, Truths.Run with { Ids = RunIds }), world =>
    {
        var body = JsonNode.Parse($$$"""{"name":"{{{Name}}}","tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/main"}}]}""")!.AsObject();
        return $$$"""{"workspaceRef":{"name":"prod"},"jobId":"{{{world.Remote.Jobs.Create(body, "ada@example.com")}}}"}""";
    })
    {
        Edits = ["""{"cancel":true}"""],
        Policies = new Dictionary<string, string>(),
        Deeds = [new Deed("canceled", (world, id) => world.Remote.Runs.Cancel(Number(id)))],
    };

    private static WalkThing Warehouse() => new("warehouse", new Thing("DatabricksSqlWarehouse", "bi", Truths.Warehouse), _ => """
        {"workspaceRef":{"name":"prod"},"clusterSize":"Small","autoStopMins":0}
        """)
    {
        Edits = ["""{"autoStopMins":900}""", """{"clusterSize":"Medium"}"""],
        Deeds =
        [
            new Deed("resized", (world, id) => Resize(world, id, "Large")) { PutRight = (world, id, spec) => Resize(world, id, (string)spec["clusterSize"]!) },
            new Deed("stopped", (world, id) => world.Remote.Warehouses.Stop(id)),
            new Deed("removed", (world, id) => world.Remote.Warehouses.Remove(id), IsRemoval: true),
        ],
        Family = "warehouses/",
    };

    private static void Resize(FaultWorld world, string id, string size) => world.Remote.Warehouses.Change(id, settings => settings["cluster_size"] = size);

    private static IEnumerable<string> RunIds(FaultWorld world, Thing thing)
    {
        var job = (string?)thing.Stored(world)?["spec"]?["jobId"];
        return world.Remote.Runs.Ids
            .Where(id => world.Remote.Runs.Find(id) is { } run && (string?)run["run_name"] == thing.Name
                && ($"{run["job_id"]}" == job || (string?)run["state"]?["life_cycle_state"] is "PENDING" or "RUNNING" or "TERMINATING"))
            .Select(Truths.Text);
    }

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);
}
