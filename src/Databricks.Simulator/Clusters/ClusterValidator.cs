using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

/// <summary>What a workspace refuses of a cluster (behavior §2.5).</summary>
internal sealed partial class ClusterValidator(ClusterOptions options)
{
    private const int MaximumTags = 45;
    private const int MaximumListed = 10;
    private static readonly string[] CloudBlocks = ["aws_attributes", "azure_attributes", "gcp_attributes"];

    public void Check(JsonObject request)
    {
        _ = request.Text("cluster_name");
        CheckSparkVersion(request);
        CheckNodes(request);
        CheckKind(request);
        CheckSize(request);
        CheckAutotermination(request);
        CheckCounts(request);
    }

    /// <summary>A resize may go to zero workers, single node or not: that trap is real (behavior §2.2).</summary>
    public static void CheckResize(JsonObject request)
    {
        var (workers, autoscale) = SizeOf(request);
        Require(workers is not null || autoscale is not null, "Missing required field: size");
    }

    private static void CheckSparkVersion(JsonObject request)
    {
        var version = request.Text("spark_version") ?? "";
        var concrete = ConcreteVersion().IsMatch(version);
        var byPolicy = request.Text("policy_id") is not null && version.StartsWith("auto:", StringComparison.Ordinal);
        Require(concrete || byPolicy, $"Invalid spark version {version}.");
    }

    private void CheckNodes(JsonObject request)
    {
        var pool = request.Text("instance_pool_id");
        var driverPool = request.Text("driver_instance_pool_id");
        if (pool is null)
        {
            Require(driverPool is null, "driver_instance_pool_id requires instance_pool_id.");
            Require(request.Text("node_type_id") is { Length: > 0 }, "Cluster validation error: Missing required field: node_type_id");
            return;
        }

        Require(
            request["node_type_id"] is null && request["driver_node_type_id"] is null,
            "The field 'node_type_id' cannot be supplied when an instance pool ID is provided.");
        Require(options.InstancePools.ContainsKey(pool), $"Can't find an instance pool with id: {pool}.");
        Require(driverPool is null || options.InstancePools.ContainsKey(driverPool), $"Can't find an instance pool with id: {driverPool}.");
    }

    private static void CheckKind(JsonObject request)
    {
        var simple = request["is_single_node"] is not null || request["use_ml_runtime"] is not null;
        Require(!simple || request.Text("kind") == "CLASSIC_PREVIEW", "is_single_node and use_ml_runtime can only be used with kind CLASSIC_PREVIEW.");
        Require(CloudBlocks.Count(block => request[block] is not null) <= 1, "Only one of aws_attributes, azure_attributes and gcp_attributes may be set.");
    }

    private static void CheckSize(JsonObject request)
    {
        var (workers, autoscale) = SizeOf(request);
        if (request.Flag("is_single_node"))
        {
            Require(workers is null or 0 && autoscale is null, "A single node cluster has no workers.");
            return;
        }

        Require(workers is not null || autoscale is not null, "Cluster validation error: Missing required field: size");
        Require(workers is not 0 || IsSingleNode(request), "NumWorkers could be 0 only for SingleNode clusters");
    }

    private static (long? Workers, JsonObject? Autoscale) SizeOf(JsonObject request)
    {
        var workers = request.Number("num_workers");
        var autoscale = request.Object("autoscale");
        Require(workers is null || autoscale is null, "Only one of num_workers and autoscale may be set.");
        Require(workers is null or >= 0, "num_workers must not be negative.");
        if (autoscale is not null)
        {
            Require(
                autoscale.Number("min_workers") is { } minimum and >= 0 && autoscale.Number("max_workers") > minimum,
                "autoscale.max_workers must be greater than autoscale.min_workers.");
        }

        return (workers, autoscale);
    }

    private static bool IsSingleNode(JsonObject request) =>
        request.Object("spark_conf") is { } conf
        && conf.Text("spark.databricks.cluster.profile") == "singleNode"
        && conf.Text("spark.master") is { } master && master.StartsWith("local[", StringComparison.Ordinal)
        && request.Object("custom_tags")?.Text("ResourceClass") == "SingleNode";

    private static void CheckAutotermination(JsonObject request) =>
        Require(
            request.Number("autotermination_minutes") is null or 0 or (>= 10 and <= 10000),
            "autotermination_minutes must be 0 or between 10 and 10000.");

    private static void CheckCounts(JsonObject request)
    {
        Require((request.Object("custom_tags")?.Count ?? 0) <= MaximumTags, $"At most {MaximumTags} custom tags are allowed.");
        Require((request.Array("init_scripts")?.Count ?? 0) <= MaximumListed, $"At most {MaximumListed} init scripts are allowed.");
        Require((request.Array("ssh_public_keys")?.Count ?? 0) <= MaximumListed, $"At most {MaximumListed} SSH public keys are allowed.");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw ApiException.InvalidParameter(otherwise);
        }
    }

    [GeneratedRegex(@"^(custom:.+|\d+\.(\d+|x)\.x-.+)$")]
    private static partial Regex ConcreteVersion();
}
