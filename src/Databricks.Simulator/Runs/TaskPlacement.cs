using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>Where tasks run. The clusters of jobs are only names here: clusters/list does not show them.</summary>
internal sealed class TaskPlacement(ClusterStore clusters)
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>A terminated cluster is started by the task that needs it.</summary>
    public void Prepare(TaskRun task, DateTimeOffset at)
    {
        if (task.Settings.Text("existing_cluster_id") is { } existing)
        {
            Use(task, existing);
        }
        else if (task.Settings["new_cluster"] is not null)
        {
            task.ClusterId = NameOf(task.Id, at);
        }
        else if (task.Settings.Text("job_cluster_key") is { } key)
        {
            var index = task.Run.Settings.Objects("job_clusters").ToList().FindIndex(cluster => cluster.Text("job_cluster_key") == key);
            task.ClusterId = NameOf(task.Run.Id + index + 1, task.Run.CreatedAt);
        }
    }

    /// <summary>Why the task cannot run, or null. A missing cluster is found out by the run, not by the job (behavior §4.3).</summary>
    public Termination? Obstacle(TaskRun task) =>
        task.Settings.Text("existing_cluster_id") is { } id && clusters.Find(id) is null
            ? Termination.InternalError("CLUSTER_ERROR", $"Cluster {id} does not exist")
            : null;

    /// <summary>Since when the existing cluster of the task runs, or from when on it will; null where nothing is to be waited for.</summary>
    public DateTimeOffset? UpSince(TaskRun task) => task.Settings.Text("existing_cluster_id") is { } id && clusters.Find(id) is { } cluster
        ? cluster.State is ClusterState.Pending or ClusterState.Restarting ? cluster.Next?.Due : cluster.RunningSince
        : null;

    public JsonObject? Instance(TaskRun task)
    {
        if (task.ClusterId is not { } id || task.RunningAt is null)
        {
            return null;
        }

        var context = clusters.Find(id)?.SparkContextId ?? task.Id;
        return new JsonObject { ["cluster_id"] = id, ["spark_context_id"] = context.ToString(CultureInfo.InvariantCulture) };
    }

    private void Use(TaskRun task, string id)
    {
        if (clusters.Find(id) is not { } cluster)
        {
            return;
        }

        task.ClusterId = id;
        if (cluster.State == ClusterState.Terminated)
        {
            clusters.Lifecycle.Start(cluster, clusters.Now);
        }

        cluster.LastActivityAt = clusters.Now;
    }

    private static string NameOf(long number, DateTimeOffset at)
    {
        Span<char> suffix = stackalloc char[8];
        for (var index = 0; index < suffix.Length; index++)
        {
            suffix[index] = Digits[(int)(number % Digits.Length)];
            number /= Digits.Length;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{at:MMdd-HHmmss}-{suffix}");
    }
}
