using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.Kinds.Jobs;

/// <summary>
/// The tasks and clusters of a job, those inside forEachTask included, by the path people read: what stands in a spec and what stands for it in wire
/// JSON have the same one, whatever their order.
/// </summary>
internal static class JobTree
{
    public static IEnumerable<(string Path, TaskSpecBase Task)> Tasks(JobSpecBase spec)
    {
        foreach (var task in spec.Tasks ?? [])
        {
            yield return (TaskPath(task.TaskKey), task);
            if (task.ForEachTask is { } loop)
            {
                yield return (RepeatedPath(task.TaskKey), loop.Task);
            }
        }
    }

    public static IEnumerable<(string Path, ClusterSpecBase Cluster)> Clusters(JobSpecBase spec)
    {
        foreach (var cluster in spec.JobClusters ?? [])
        {
            if (cluster.NewCluster is { } settings)
            {
                yield return (ClusterPath(EntryPath(cluster.JobClusterKey)), settings);
            }
        }

        foreach (var (path, task) in Tasks(spec))
        {
            if (task.NewCluster is { } cluster)
            {
                yield return (ClusterPath(path), cluster);
            }
        }
    }

    public static Dictionary<string, JsonObject> Tasks(JsonObject wire)
    {
        var tasks = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var task in Elements(wire["tasks"]))
        {
            var key = Text(task["task_key"]);
            tasks[TaskPath(key)] = task;
            if (task["for_each_task"] is JsonObject loop && loop["task"] is JsonObject repeated)
            {
                tasks[RepeatedPath(key)] = repeated;
            }
        }

        return tasks;
    }

    /// <summary>The entries that hold the clusters which tasks share.</summary>
    public static IEnumerable<(string Path, JobClusterSpec Entry)> Entries(JobSpecBase spec) =>
        (spec.JobClusters ?? []).Select(entry => (EntryPath(entry.JobClusterKey), entry));

    public static Dictionary<string, JsonObject> Entries(JsonObject wire)
    {
        var entries = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var entry in Elements(wire["job_clusters"]))
        {
            entries[EntryPath(Text(entry["job_cluster_key"]))] = entry;
        }

        return entries;
    }

    public static Dictionary<string, JsonObject> Clusters(JsonObject wire)
    {
        var shared = Entries(wire).Select(entry => (Path: ClusterPath(entry.Key), Cluster: entry.Value["new_cluster"]));
        var own = Tasks(wire).Select(task => (Path: ClusterPath(task.Key), Cluster: task.Value["new_cluster"]));
        var clusters = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (path, cluster) in shared.Concat(own))
        {
            if (cluster is JsonObject settings)
            {
                clusters[path] = settings;
            }
        }

        return clusters;
    }

    private static IEnumerable<JsonObject> Elements(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private static string TaskPath(string key) => $"tasks[{key}]";

    private static string RepeatedPath(string key) => $"tasks[{key}].forEachTask.task";

    private static string EntryPath(string key) => $"jobClusters[{key}]";

    private static string ClusterPath(string holder) => $"{holder}.newCluster";
}
