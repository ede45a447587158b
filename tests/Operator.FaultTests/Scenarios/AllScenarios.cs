using Operator.FaultTests.World;
using static Operator.FaultTests.Scenarios.Steps;

namespace Operator.FaultTests.Scenarios;

/// <summary>The stories that every fault is tried on.</summary>
internal static class AllScenarios
{
    private const string ClusterSpec = """
        {"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":600}
        """;

    private const string WarehouseSpec = """{"clusterSize":"Small","autoStopMins":600}""";

    private static readonly Thing Cluster = new("DatabricksCluster", "etl", Truths.Cluster);
    private static readonly Thing Job = new("DatabricksJob", "nightly", Truths.Job);
    private static readonly Thing Run = new("DatabricksJobRun", "once", Truths.Run);
    private static readonly Thing Notebook = new("DatabricksNotebook", "load", Truths.Notebook);
    private static readonly Thing Warehouse = new("DatabricksSqlWarehouse", "bi", Truths.Warehouse);
    private static readonly Thing Workspace = new("DatabricksWorkspace", "prod", Truths.Workspace);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        OfACluster(), OfAJob(), RunScenarios.OfARun(), RunScenarios.OfARepair(), OfANotebook(), OfAWarehouse(), OfACredential(), OfADeletion(),
        AdoptionScenarios.OfPolicies(), AdoptionScenarios.OfANamesake(), LateScenarios.OfWhatIsNeeded(),
        PartScenarios.OfACluster(), PartScenarios.OfPermissions(), LoginScenarios.OfAServicePrincipal(),
    ];

    public static Scenario Of(string name) => All.Single(scenario => scenario.Name == name);

    private static Scenario OfACluster() => new("cluster")
    {
        // A list of several pages with the clusters of others.
        Options = Pace.Workspace with { Clusters = Pace.Clusters with { ListPageSize = 1 } },
        Things = [Cluster],
        Steps =
        [
            Apply(Cluster, _ => ClusterSpec),
            Edit("resize", Cluster, """{"numWorkers":2}"""),
            Edit("edit", Cluster, """{"sparkConf":{"a":"b"}}"""),
            Drift(Cluster, world => world.Remote.Clusters.Change(Cluster.Ids(world)[0], settings => settings["num_workers"] = 7)),
            Delete(Cluster),
        ],
    };

    private static Scenario OfAJob() => new("job with references")
    {
        Things = [Job, Cluster, Notebook],
        Steps =
        [
            new Step("apply before what it refers to", ApplyJob, _ => true) { IsLasting = false },
            new Step("apply what it refers to", ApplyReferences, world => AllSettled(world, [Job, Cluster, Notebook])),
            Edit("edit", Job, """{"description":"new"}"""),
            Delete(Job, Cluster, Notebook),
        ],
    };

    private static Scenario OfANotebook() => new("notebook")
    {
        Things = [Notebook],
        Steps =
        [
            Apply(Notebook, _ => Source("print(1)")),
            Edit("edit", Notebook, """{"content":"print(2)"}"""),
            Drift(Notebook, world => world.Remote.Objects.Change("/Shared/load", _ => "# Databricks notebook source\nprint(7)")),
            Delete(Notebook),
        ],
    };

    private static Scenario OfAWarehouse() => new("warehouse")
    {
        Things = [Warehouse],
        Steps =
        [
            Apply(Warehouse, _ => WarehouseSpec),
            Edit("edit", Warehouse, """{"autoStopMins":900}"""),
            Drift(Warehouse, world => world.Remote.Warehouses.Change(Warehouse.Ids(world)[0], settings => settings["cluster_size"] = "Large")),
            Delete(Warehouse),
        ],
    };

    private static Scenario OfACredential() => new("rotation of a credential")
    {
        Options = Pace.Workspace with
        {
            Tokens = new Dictionary<string, string> { [FaultWorld.Token] = "operator@example.com", [FaultWorld.SecondToken] = "operator@example.com" },
        },
        Things = [Workspace, Cluster],
        Steps =
        [
            new Step("apply a workspace with its Secret, and a cluster", ApplyWorkspace, world => AllSettled(world, [Workspace, Cluster])),
            new Step("rotate", Rotate, world => AllSettled(world, [Workspace, Cluster])),
            Edit("edit", Cluster, """{"numWorkers":2}"""),
            new Step(Step.Deletion, world => DeleteAll(world, [Workspace, Cluster]), world => Cluster.IsGone(world) && Workspace.Stored(world) is null),
        ],
    };

    private static Scenario OfADeletion() => new("deletion of all")
    {
        Options = Pace.Workspace with { Runs = Pace.Runs with { RunningDuration = TimeSpan.FromDays(30) } },
        Things = [Cluster, Job, Run, Notebook, Warehouse],
        Preparation =
        [
            new Step("apply all", ApplyAll, world => AllSettled(world, [Cluster, Job, Run, Notebook, Warehouse])),
        ],
        Steps = [Delete(Cluster, Job, Run, Notebook, Warehouse)],
    };

    private static void ApplyJob(FaultWorld world) => ApplyNow(world, Job, """
        {"description":"mine","tasks":[{"taskKey":"main","existingClusterRef":{"name":"etl"},"notebookTask":{"notebookRef":{"name":"load"}}}]}
        """);

    private static void ApplyReferences(FaultWorld world)
    {
        ApplyNow(world, Cluster, ClusterSpec);
        ApplyNow(world, Notebook, Source("print(1)"));
    }

    private static void ApplyWorkspace(FaultWorld world)
    {
        world.Users.PutSecret("credential", FaultWorld.Token);
        ApplyNow(world, Workspace, $$$$$"""
            {"host":"{{{{{FaultWorld.Host}}}}}","auth":{"token":{"secretKeyRef":{"name":"credential","key":"token"}}}}
            """);
        ApplyNow(world, Cluster, ClusterSpec.Replace("{", """{"workspaceRef":{"name":"prod"},""", StringComparison.Ordinal));
    }

    private static void Rotate(FaultWorld world)
    {
        world.Remote.Tokens.Revoke(FaultWorld.Token);
        world.Users.PutSecret("credential", FaultWorld.SecondToken);
    }

    private static void ApplyAll(FaultWorld world)
    {
        ApplyReferences(world);
        ApplyJob(world);
        ApplyNow(world, Run, RunScenarios.RunOfAJob(world, Run));
        ApplyNow(world, Warehouse, WarehouseSpec);
    }

    private static string Source(string content) => $$"""{"path":"/Shared/load","language":"PYTHON","content":"{{content}}"}""";
}
