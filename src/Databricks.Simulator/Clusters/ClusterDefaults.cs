using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Clusters;

/// <summary>What a workspace makes of the settings it was given: fills, aliases and order (behavior §4.1).</summary>
internal sealed class ClusterDefaults(Cloud cloud, ClusterOptions options)
{
    private const string ConcreteLongTermVersion = "16.4.x-scala2.12";

    public JsonObject Fill(JsonObject request, string caller)
    {
        var settings = request.Copy();
        settings.Remove("apply_policy_default_values");
        settings.Object("docker_image")?.Object("basic_auth")?.Remove("password");
        settings["cluster_name"] ??= "";
        settings["autotermination_minutes"] ??= options.DefaultAutoterminationMinutes;
        settings["enable_elastic_disk"] ??= cloud == Cloud.Azure;
        settings["enable_local_disk_encryption"] ??= false;
        FillRuntime(settings);
        FillNodes(settings);
        ExpandSingleNode(settings);
        FillAccessMode(settings, caller);
        CloudDefaults.Fill(settings, cloud);
        ClusterLifecycle.ResetToMinimum(settings);
        Reorder(settings);
        return settings;
    }

    private void FillRuntime(JsonObject settings)
    {
        if (settings.Text("spark_version") is { } version && version.StartsWith("auto:", StringComparison.Ordinal))
        {
            settings["spark_version"] = ConcreteLongTermVersion;
        }

        settings["runtime_engine"] ??= settings.Text("spark_version")!.Contains("-photon-", StringComparison.Ordinal) ? "PHOTON" : "STANDARD";
        if (options.AddsLegacySparkConf)
        {
            Map(settings, "spark_conf")["spark.databricks.delta.preview.enabled"] = "true";
        }
    }

    private void FillNodes(JsonObject settings)
    {
        if (settings.Text("instance_pool_id") is { } pool)
        {
            settings["node_type_id"] = options.InstancePools[pool];
            settings["driver_instance_pool_id"] ??= pool;
            settings["driver_node_type_id"] = options.InstancePools[settings.Text("driver_instance_pool_id")!];
        }
        else
        {
            settings["driver_node_type_id"] ??= settings.Text("node_type_id");
        }
    }

    private static void ExpandSingleNode(JsonObject settings)
    {
        if (!settings.Flag("is_single_node"))
        {
            return;
        }

        settings["num_workers"] = 0;
        Map(settings, "spark_conf")["spark.databricks.cluster.profile"] = "singleNode";
        Map(settings, "spark_conf")["spark.master"] = "local[*]";
        Map(settings, "custom_tags")["ResourceClass"] = "SingleNode";
    }

    private static void FillAccessMode(JsonObject settings, string caller)
    {
        var dedicated = settings.Flag("is_single_node") || settings.Flag("use_ml_runtime");
        settings["data_security_mode"] = settings.Text("data_security_mode") switch
        {
            null or "DATA_SECURITY_MODE_DEDICATED" => "SINGLE_USER",
            "DATA_SECURITY_MODE_STANDARD" => "USER_ISOLATION",
            "DATA_SECURITY_MODE_AUTO" => dedicated ? "SINGLE_USER" : "USER_ISOLATION",
            var mode => mode,
        };
        if (settings.Text("data_security_mode") == "SINGLE_USER")
        {
            settings["single_user_name"] ??= caller;
        }
    }

    /// <summary>Maps and keys without an order of their own come back sorted; ordered lists (init scripts) as they were sent.</summary>
    private static void Reorder(JsonObject settings)
    {
        foreach (var name in (ReadOnlySpan<string>)["spark_conf", "spark_env_vars", "custom_tags"])
        {
            if (settings[name] is JsonObject map)
            {
                settings[name] = new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(Detached));
            }
        }

        if (settings.Array("ssh_public_keys") is { } keys)
        {
            settings["ssh_public_keys"] = new JsonArray([.. keys.Select(key => key?.DeepClone()).OrderBy(key => $"{key}", StringComparer.Ordinal)]);
        }
    }

    private static KeyValuePair<string, JsonNode?> Detached(KeyValuePair<string, JsonNode?> pair) => new(pair.Key, pair.Value?.DeepClone());

    private static JsonObject Map(JsonObject settings, string name)
    {
        if (settings[name] is JsonObject map)
        {
            return map;
        }

        map = [];
        settings[name] = map;
        return map;
    }
}
