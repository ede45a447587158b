using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

/// <summary>A cluster as a get shows it; a list row is the same without <c>spec</c> (behavior §8).</summary>
internal static class ClusterView
{
    private const int CoresPerNode = 4;
    private const int MegabytesPerNode = 16384;

    public static JsonObject Details(Cluster cluster)
    {
        var view = Row(cluster);
        var spec = cluster.Spec.Copy();
        spec.Object("docker_image")?.Object("basic_auth")?.Remove("password");
        view["spec"] = spec;
        return view;
    }

    public static JsonObject Row(Cluster cluster)
    {
        var view = new JsonObject
        {
            ["cluster_id"] = cluster.Id,
            ["creator_user_name"] = cluster.Creator,
            ["cluster_source"] = cluster.Source,
        };
        if (cluster.SparkContextId is not 0 and var context)
        {
            view["spark_context_id"] = context;
        }

        foreach (var (name, value) in cluster.Settings)
        {
            view[name] = value?.DeepClone();
        }

        view["default_tags"] = DefaultTags(cluster);
        AddState(view, cluster);
        if (cluster.RunningSince is { } since)
        {
            AddNodes(view, cluster, since);
        }

        return view;
    }

    private static JsonObject DefaultTags(Cluster cluster) => new()
    {
        ["Vendor"] = "Databricks",
        ["Creator"] = cluster.Creator,
        ["ClusterName"] = cluster.Name,
        ["ClusterId"] = cluster.Id,
    };

    private static void AddState(JsonObject view, Cluster cluster)
    {
        view["state"] = cluster.State.ToString().ToUpperInvariant();
        view["state_message"] = cluster.StateMessage;
        view["start_time"] = cluster.CreatedAt.ToUnixTimeMilliseconds();
        view["last_state_loss_time"] = 0;
        view["last_activity_time"] = cluster.LastActivityAt.ToUnixTimeMilliseconds();
        if (cluster.LastRestartedAt is { } restarted)
        {
            view["last_restarted_time"] = restarted.ToUnixTimeMilliseconds();
        }

        if (cluster.TerminatedAt is { } terminated)
        {
            view["terminated_time"] = terminated.ToUnixTimeMilliseconds();
        }

        if (cluster.TerminationReason is { } reason)
        {
            view["termination_reason"] = reason.ToJson();
        }
    }

    private static void AddNodes(JsonObject view, Cluster cluster, DateTimeOffset since)
    {
        var workers = (int)Math.Min(cluster.Settings.Number("num_workers") ?? 0, int.MaxValue);
        view["jdbc_port"] = 10000;
        view["cluster_cores"] = (workers + 1.0) * CoresPerNode;
        view["cluster_memory_mb"] = (workers + 1L) * MegabytesPerNode;
        view["driver"] = Node(cluster, 0, since);
    }

    // The generation is part of it: a restart gives a driver of another address.
    private static JsonObject Node(Cluster cluster, int index, DateTimeOffset since) => new()
    {
        ["node_id"] = $"{cluster.Id}-{cluster.DriverGeneration}-{index}",
        ["instance_id"] = $"i-{cluster.Sequence:x8}{cluster.DriverGeneration:x4}{index:x4}",
        ["private_ip"] = $"10.{cluster.Sequence / 250 % 250}.{cluster.Sequence % 250}.{(cluster.DriverGeneration % 250) + 1}",
        ["public_dns"] = "",
        ["start_timestamp"] = since.ToUnixTimeMilliseconds(),
    };
}
