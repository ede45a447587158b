using System.Text.Json.Nodes;
using Operator.FaultTests.World;
using static Operator.FaultTests.Scenarios.Steps;

namespace Operator.FaultTests.Scenarios;

/// <summary>Objects that somebody made in the workspace before there was a resource for them, and that stay when the resource goes.</summary>
internal static class AdoptionScenarios
{
    private const string ClusterName = "made by hand";
    private const string JobName = "made by hand as well";

    private const string AdoptedJob = $$$"""
        {"name":"{{{JobName}}}","description":"mine","policies":{"adoption":"ByName","deletion":"Retain"},
         "tasks":[{"taskKey":"main","notebookTask":{"notebookPath":"/main"}}]}
        """;

    private static readonly Thing Cluster = new("DatabricksCluster", "shared", Truths.Cluster with { Ids = ClustersOfThatName }) { Outlives = true };
    private static readonly Thing Job = new("DatabricksJob", "report", Truths.Job with { Ids = JobsOfThatName }) { Outlives = true };

    /// <summary>As careful people take over a cluster of others: first only looking, then managing it, with a pause, and in the end letting it be.</summary>
    public static Scenario OfPolicies() => new("adoption and policies")
    {
        Things = [Cluster],
        Preparation = [new Step("make a cluster by hand", MakeCluster, HasClusterByHand)],
        Steps =
        [
            new Step("observe", Observe, world => Says(world, "Observed")),
            Drift(Cluster, world => SetWorkers(world, 7)) with { IsDone = world => Says(world, "DriftDetected") && Workers(world) == 7 },
            Edit("manage", Cluster, """{"policies":{"management":"Manage"}}"""),
            Edit("suspend", Cluster, """{"suspend":true}""") with { IsDone = IsSuspended },
            Edit("edit while it is suspended", Cluster, """{"numWorkers":3}""") with { IsDone = world => Says(world, "Suspended") && Workers(world) == 1 },
            Edit("resume", Cluster, """{"suspend":null}"""),
            Edit("retain", Cluster, """{"policies":{"deletion":"Retain"}}"""),
            Delete(Cluster),
        ],
    };

    /// <summary>As GitOps does it: taken over and changed at once, let go, and applied again without its status.</summary>
    public static Scenario OfANamesake() => new("adoption by name")
    {
        Things = [Job],
        Preparation = [new Step("make a job by hand", MakeJob, _ => true)],
        Steps =
        [
            Apply(Job, _ => AdoptedJob),
            Edit("edit", Job, """{"description":"new"}"""),
            Delete(Job),
            Apply(Job, _ => AdoptedJob) with { Name = "apply again" },
            Delete(Job),
        ],
    };

    private static IEnumerable<string> ClustersOfThatName(FaultWorld world, Thing thing) =>
        world.Remote.Clusters.Ids.Where(id => (string?)world.Remote.Clusters.Find(id)?["cluster_name"] == ClusterName);

    private static IEnumerable<string> JobsOfThatName(FaultWorld world, Thing thing) => world.Remote.Jobs.Ids
        .Where(id => (string?)world.Remote.Jobs.Find(id)?["settings"]?["name"] == JobName).Select(Truths.Text);

    private static void MakeCluster(FaultWorld world) => world.Remote.Clusters.Create(
        Json($$"""
            {"cluster_name":"{{ClusterName}}","spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1,"autotermination_minutes":600}
            """),
        "ada@example.com");

    private static bool HasClusterByHand(FaultWorld world) =>
        Cluster.Ids(world) is [var id] && (string?)world.Remote.Clusters.Find(id)?["state"] == "RUNNING";

    private static void MakeJob(FaultWorld world) => world.Remote.Jobs.Create(
        Json($$$"""{"name":"{{{JobName}}}","tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/main"}}]}"""), "ada@example.com");

    private static void Observe(FaultWorld world) => ApplyNow(world, Cluster, $$$"""
        {"clusterName":"{{{ClusterName}}}","sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":600,
         "policies":{"management":"Observe","adoption":"ByName"}}
        """);

    private static void SetWorkers(FaultWorld world, int workers) =>
        world.Remote.Clusters.Change(Cluster.Ids(world)[0], settings => settings["num_workers"] = workers);

    private static int? Workers(FaultWorld world) => Cluster.Ids(world) is [var id] ? (int?)world.Remote.Clusters.Find(id)?["num_workers"] : null;

    private static bool Says(FaultWorld world, string reason) =>
        Cluster.Stored(world) is { } stored && (string?)Thing.Condition(stored, "Synced")?["reason"] == reason;

    private static bool IsSuspended(FaultWorld world) => Says(world, "Suspended") && Cluster.IsSeen(world);

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
