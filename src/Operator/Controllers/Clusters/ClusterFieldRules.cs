using Operator.Drift;
using static Operator.Drift.FieldRule;

namespace Operator.Controllers.Clusters;

/// <summary>How each setting of a cluster is compared with what the workspace answers. One row per field that is not compared as it stands.</summary>
internal static class ClusterFieldRules
{
    private static readonly IReadOnlyDictionary<string, string> DataSecurityModes = new Dictionary<string, string>
    {
        ["DATA_SECURITY_MODE_STANDARD"] = "USER_ISOLATION",
        ["DATA_SECURITY_MODE_DEDICATED"] = "SINGLE_USER",
    };

    public static readonly IReadOnlyDictionary<string, FieldRule> All = new Dictionary<string, FieldRule>
    {
        ["apply_policy_default_values"] = Ignored("Write-only: get does not return it at the top level (F§4.1)."),
        ["autotermination_minutes"] = ServerChosen("A policy or the server supplies it when it is not given (F§4.1)."),
        ["aws_attributes"] = ServerChosen("The cloud fills the whole block (F§4.1)."),
        ["aws_attributes.availability"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["aws_attributes.ebs_volume_count"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["aws_attributes.ebs_volume_iops"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["aws_attributes.ebs_volume_size"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["aws_attributes.ebs_volume_throughput"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["aws_attributes.ebs_volume_type"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["aws_attributes.first_on_demand"] = Immutable("Cannot be changed over a cluster's life (F§4.2): an edit for it would restart the cluster in vain."),
        ["aws_attributes.spot_bid_price_percent"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["aws_attributes.zone_id"] = Ignored("auto comes back as the zone chosen; acting on it restarted clusters (F§4.1)."),
        ["azure_attributes"] = ServerChosen("The cloud fills the whole block (F§4.1)."),
        ["azure_attributes.availability"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["azure_attributes.first_on_demand"] = Immutable("Cannot be changed over a cluster's life (F§4.2)."),
        ["azure_attributes.log_analytics_info.log_analytics_primary_key"] = Ignored("A secret; not returned."),
        ["azure_attributes.spot_bid_max_price"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["cluster_name"] = ServerChosen("Empty when it is not given (F§4.1)."),
        ["custom_tags"] = Map("Tag names are the user's."),
        ["custom_tags[\"databricks-operator-owner\"]"] = Ignored("An adopted cluster is not restarted just to get the marker; the next real edit writes it."),
        ["data_security_mode"] = Alias(DataSecurityModes, "Newer names come back as the older ones (F§4.1)."),
        ["docker_image.basic_auth.password"] = Ignored("Not returned (F§4.1)."),
        ["driver_instance_pool_id"] = ServerChosen("Becomes instance_pool_id (F§4.1)."),
        ["driver_node_type_id"] = ServerChosen("Becomes node_type_id (F§4.1)."),
        ["enable_elastic_disk"] = ServerChosen("Decided by the cloud (F§4.1)."),
        ["enable_local_disk_encryption"] = ServerDefault(false, "false when it is not given (F§4.1)."),
        ["gcp_attributes"] = ServerChosen("The cloud fills the whole block (F§4.1)."),
        ["gcp_attributes.availability"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["gcp_attributes.boot_disk_size"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["gcp_attributes.first_on_demand"] = Immutable("Cannot be changed over a cluster's life (F§4.2)."),
        ["gcp_attributes.local_ssd_count"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["gcp_attributes.use_preemptible_executors"] = ServerChosen("Filled by the cloud (F§4.1)."),
        ["gcp_attributes.zone_id"] = Ignored("auto and HA come back as the zone chosen (F§4.1)."),
        ["is_single_node"] = ServerDefault(false, "false when it is not given."),
        ["kind"] = ServerChosen("The server says how it reads the settings."),
        ["node_type_id"] = ServerChosen("Comes from the pool when there is one (F§4.1)."),
        ["runtime_engine"] = ServerChosen("Follows from spark_version when it is not given (F§1.1)."),
        ["single_user_name"] = ServerChosen("Becomes the caller in single-user mode (F§4.1)."),
        ["spark_conf"] = Map("Spark's names are the user's."),
        ["spark_conf[\"spark.databricks.delta.preview.enabled\"]"] = ServerChosen("Old clusters carry it (F§4.1)."),
        ["spark_env_vars"] = Map("Variable names are the user's."),
        ["ssh_public_keys"] = Set("Their order means nothing (F§4.1)."),
        ["use_ml_runtime"] = ServerDefault(false, "false when it is not given."),
        ["workload_type"] = ServerChosen("The server fills both kinds of work with true."),
        ["workload_type.clients.jobs"] = ServerDefault(true, "true when it is not given."),
        ["workload_type.clients.notebooks"] = ServerDefault(true, "true when it is not given."),
    };
}
