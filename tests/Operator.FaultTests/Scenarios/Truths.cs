using System.Globalization;
using System.Text.Json.Nodes;
using Operator.FaultTests.World;

namespace Operator.FaultTests.Scenarios;

/// <summary>One view past the operator for each kind.</summary>
internal static class Truths
{
    private const string Tag = "databricks-operator-owner";

    public static KindTruth Cluster { get; } = new()
    {
        Plural = "databricksclusters",
        Creates = "POST clusters/create",
        Ids = (world, thing) => world.Remote.Clusters.Ids.Where(id => (string?)world.Remote.Clusters.Find(id)?["custom_tags"]?[Tag] == thing.Marker),
        Matches = (world, id, spec) => world.Remote.Clusters.Find(id) is { } cluster
            && (int?)cluster["num_workers"] == (int?)spec["numWorkers"]
            && (int?)cluster["autotermination_minutes"] == (int?)spec["autoterminationMinutes"]
            && (string?)cluster["spark_conf"]?["a"] == (string?)spec["sparkConf"]?["a"],
    };

    public static KindTruth Job { get; } = new()
    {
        Plural = "databricksjobs",
        Creates = "POST jobs/create",
        Ids = (world, thing) => world.Remote.Jobs.Ids
            .Where(id => (string?)world.Remote.Jobs.Find(id)?["settings"]?["tags"]?[Tag] == thing.Marker).Select(Text),
        Matches = (world, id, spec) => world.Remote.Jobs.Find(Number(id))?["settings"] is { } settings
            && (string?)settings["description"] == (string?)spec["description"]
            && (spec["tasks"]?[0]?["existingClusterRef"] is null
                || IsOfACluster(world, (string?)spec["tasks"]?[0]?["existingClusterRef"]?["name"], (string?)settings["tasks"]?[0]?["existing_cluster_id"])),
    };

    /// <summary>Runs carry no mark: those of the job that scenarios start by resources alone.</summary>
    public static KindTruth Run { get; } = new()
    {
        Plural = "databricksjobruns",
        IsWork = true,
        Creates = "POST jobs/run-now",
        Ids = (world, thing) => world.Remote.Runs.Ids.Where(id => world.Remote.Runs.Find(id) is { } run
            && (thing.Stored(world) is not null || (string?)run["state"]?["life_cycle_state"] is "PENDING" or "RUNNING" or "TERMINATING")
            && (string?)run["run_name"] == thing.Name).Select(Text),
        // A run that had ended by itself stays as it ended.
        Matches = (world, id, spec) => (bool?)spec["cancel"] != true || world.Remote.Runs.Find(Number(id))?["state"]?["result_state"] is not null,
        // One that was cancelled before it was started.
        WantsNone = stored => (bool?)stored["spec"]?["cancel"] == true && stored["status"]?["runId"] is null,
        Settled = ["RunRunning", "RunSucceeded", "RunCanceled"],
    };

    public static KindTruth Notebook { get; } = new()
    {
        Plural = "databricksnotebooks",
        Creates = "POST workspace/import",
        Ids = (world, thing) => world.Remote.Objects.Paths.Where(path => path == PathOf(thing) && !world.Oracles.WrittenOver.IsNobodys(thing, path)),
        Matches = (world, id, spec) => world.Remote.Objects.FindSource(id)?.Contains((string)spec["content"]!, StringComparison.Ordinal) == true,
    };

    public static KindTruth Warehouse { get; } = new()
    {
        Plural = "databrickssqlwarehouses",
        Creates = "POST sql/warehouses",
        Ids = (world, thing) => world.Remote.Warehouses.Ids.Where(id => world.Remote.Warehouses.Find(id)?["tags"]?["custom_tags"] is JsonArray tags
            && tags.Any(tag => (string?)tag?["key"] == Tag && (string?)tag?["value"] == thing.Marker)),
        Matches = (world, id, spec) => world.Remote.Warehouses.Find(id) is { } warehouse
            && (string?)warehouse["cluster_size"] == (string?)spec["clusterSize"]
            && (int?)warehouse["auto_stop_mins"] == (int?)spec["autoStopMins"],
    };

    /// <summary>The description of a workspace: nothing of it is in the workspace.</summary>
    public static KindTruth Workspace { get; } = new()
    {
        Plural = "databricksworkspaces",
        Creates = "nothing",
        Ids = (world, thing) => thing.Stored(world) is null ? [] : [thing.Name],
        Matches = (world, id, spec) => true,
    };

    /// <summary>Where notebooks of scenarios are.</summary>
    public static string PathOf(Thing thing) => $"/Shared/{thing.Name}";

    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The cluster is there, or the resource that the job refers to says so still: a removal in the workspace shows in the next list.</summary>
    private static bool IsOfACluster(FaultWorld world, string? name, string? id) =>
        id is not null && (world.Remote.Clusters.Ids.Contains(id) || (string?)world.Users.Find(Cluster.Plural, name!)?["status"]?["clusterId"] == id);

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);
}
