using Operator.Settings;
using static Operator.Settings.FieldRule;

namespace Operator.Kinds.Compute;

/// <summary>How each setting of a cluster is compared with what the workspace answers. One row per field, with its reason.</summary>
internal static class ClusterFieldRules
{
    /// <summary>
    /// Two names of the same. DATA_SECURITY_MODE_AUTO is none of them: it leaves the choice to the server, and a mode that was given is no such choice.
    /// </summary>
    private static readonly IReadOnlyDictionary<string, string[]> DataSecurityModes = new Dictionary<string, string[]>
    {
        ["DATA_SECURITY_MODE_STANDARD"] = ["USER_ISOLATION"],
        ["DATA_SECURITY_MODE_DEDICATED"] = ["SINGLE_USER"],
    };

    public static readonly IReadOnlyDictionary<string, FieldRule> All = new Dictionary<string, FieldRule>
    {
        ["apply_policy_default_values"] = NotReturned("Returned in `spec` only (behavior §4.1), and compared with that.") with { Default = false },
        ["autoscale"] = Exact("Autoscaling is on only where it is asked for."),
        ["autotermination_minutes"] = ServerChosen("A policy or the server supplies it when it is not given (behavior §4.1).") with { AbsentMeans = 0 },
        ["aws_attributes"] = ServerChosen("The cloud fills the whole block (behavior §4.1)."),
        ["aws_attributes.availability"] = ServerChosen("Filled by the cloud (behavior §4.1)."),
        ["aws_attributes.ebs_volume_count"] = ServerChosen("Filled by the cloud (behavior §4.1).") with { AbsentMeans = 0 },
        ["aws_attributes.ebs_volume_iops"] = ServerChosen("Filled by the cloud (behavior §4.1).") with { AbsentMeans = 0 },
        ["aws_attributes.ebs_volume_size"] = ServerChosen("Filled by the cloud (behavior §4.1).") with { AbsentMeans = 0 },
        ["aws_attributes.ebs_volume_throughput"] = ServerChosen("Filled by the cloud (behavior §4.1).") with { AbsentMeans = 0 },
        ["aws_attributes.ebs_volume_type"] = ServerChosen("Filled by the cloud (behavior §4.1)."),
        ["aws_attributes.first_on_demand"] = Immutable(
            "Cannot be changed over a cluster's life (behavior §4.2): an edit would restart it in vain.") with
        { AbsentMeans = 0 },
        ["aws_attributes.instance_profile_arn"] = Exact("No cloud fills it."),
        ["aws_attributes.spot_bid_price_percent"] = ServerChosen("Filled by the cloud (behavior §4.1)."),
        ["aws_attributes.zone_id"] = Resolved(
            "auto comes back as it is or as the zone chosen; `spec` says what was asked for; acting on the choice restarted clusters (behavior §4.1).", "auto"),
        ["azure_attributes"] = ServerChosen("The cloud fills the whole block (behavior §4.1)."),
        ["azure_attributes.availability"] = ServerChosen("Filled by the cloud (behavior §4.1)."),
        ["azure_attributes.capacity_reservation_group"] = Exact("No cloud fills it."),
        ["azure_attributes.first_on_demand"] = Immutable("Cannot be changed over a cluster's life (behavior §4.2).") with { AbsentMeans = 0 },
        ["azure_attributes.log_analytics_info"] = Exact("No cloud fills it."),
        ["azure_attributes.log_analytics_info.log_analytics_primary_key"] = Ignored("A secret; not returned (behavior §4.1)."),
        ["azure_attributes.log_analytics_info.log_analytics_workspace_id"] = Exact("No cloud fills it."),
        ["azure_attributes.spot_bid_max_price"] = ServerChosen("Filled by the cloud (behavior §4.1)."),
        ["cluster_log_conf"] = Exact("Logs are delivered only where it is asked for.") with { IsChoice = true },
        ["cluster_name"] = ServerChosen("Empty when it is not given (behavior §4.1)."),
        ["custom_tags"] = Map("Tag names are the user's."),
        ["custom_tags[\"databricks-operator-owner\"]"] = Ignored("An adopted cluster is not restarted just to get the marker; the next real edit writes it."),
        ["data_security_mode"] = Alias(DataSecurityModes, "New names come back as old ones (behavior §4.1).") with { Automatic = ["DATA_SECURITY_MODE_AUTO"] },
        ["docker_image"] = Exact("The plain runtime unless an image is given."),
        ["docker_image.basic_auth"] = NotReturned("An answer may leave out how to log in (behavior §4.1)."),
        ["docker_image.basic_auth.password"] = Ignored("A secret; not returned (behavior §4.1)."),
        ["docker_image.basic_auth.username"] = Exact("Returned as it was given."),
        ["docker_image.url"] = Exact("Returned as it was given."),
        ["driver_instance_pool_id"] = ServerChosen("Becomes instance_pool_id (behavior §4.1)."),
        ["driver_node_type_id"] = ServerChosen("Becomes node_type_id (behavior §4.1)."),
        ["enable_elastic_disk"] = ServerChosen("Decided by the cloud (behavior §4.1).") with { AbsentMeans = false },
        ["enable_local_disk_encryption"] = ServerChosen("Decided by the workspace (behavior §4.1).") with { AbsentMeans = false },
        ["gcp_attributes"] = ServerChosen("The cloud fills the whole block (behavior §4.1)."),
        ["gcp_attributes.availability"] = ServerChosen("Filled by the cloud (behavior §4.1)."),
        ["gcp_attributes.boot_disk_size"] = ServerChosen("Filled by the cloud (behavior §4.1).") with { AbsentMeans = 0 },
        ["gcp_attributes.confidential_compute_type"] = Exact("No cloud fills it."),
        ["gcp_attributes.first_on_demand"] = Immutable("Cannot be changed over a cluster's life (behavior §4.2).") with { AbsentMeans = 0 },
        ["gcp_attributes.google_service_account"] = Exact("No cloud fills it."),
        ["gcp_attributes.local_ssd_count"] = ServerChosen("Filled by the cloud (behavior §4.1).") with { AbsentMeans = 0 },
        ["gcp_attributes.use_preemptible_executors"] = ServerChosen("Filled by the cloud (behavior §4.1).") with { AbsentMeans = false },
        ["gcp_attributes.zone_id"] = Resolved("As of AWS; its words for a choice are AUTO and HA (behavior §4.1).", "auto", "HA"),
        ["init_scripts"] = Exact("They run in the order given (behavior §4.1)."),
        ["init_scripts[].s3.canned_acl"] = Exact("Returned as it was given."),
        ["init_scripts[].s3.enable_encryption"] = ServerDefault(false, "false when it is not given."),
        ["init_scripts[].s3.encryption_type"] = Exact("Returned as it was given."),
        ["init_scripts[].s3.endpoint"] = Exact("Returned as it was given."),
        ["init_scripts[].s3.kms_key"] = Exact("Returned as it was given."),
        ["init_scripts[].s3.region"] = Exact("Returned as it was given."),
        ["instance_pool_id"] = Exact("Nodes come from a pool only where it is given."),
        ["is_single_node"] = ServerDefault(false, "false when it is not given."),
        ["kind"] = ServerChosen("The server says how it reads the settings."),
        ["node_type_id"] = ServerChosen("Comes from the pool when there is one (behavior §4.1)."),
        ["num_workers"] = Exact("The wanted number, not the present one (behavior §4.1)."),
        ["policy_id"] = Exact("No policy unless it is given."),
        ["runtime_engine"] = ServerChosen("Follows from spark_version when it is not given (behavior §1.1)."),
        ["single_user_name"] = ServerChosen("Becomes the caller in single-user mode (behavior §4.1), in any case of letters.") with { IgnoresCase = true },
        ["spark_conf"] = Map("Spark's names are the user's."),
        ["spark_conf[\"spark.databricks.delta.preview.enabled\"]"] = ServerChosen("Old clusters carry it (behavior §4.1)."),
        ["spark_env_vars"] = Map("Variable names are the user's."),
        ["spark_version"] = Exact("Returned as it was given."),
        ["ssh_public_keys"] = Set("Their order means nothing (behavior §4.1)."),
        ["use_ml_runtime"] = ServerDefault(false, "false when it is not given."),
        ["workload_type"] = ServerChosen("The server fills both kinds of work with true."),
        ["workload_type.clients.jobs"] = ServerDefault(true, "true when it is not given."),
        ["workload_type.clients.notebooks"] = ServerDefault(true, "true when it is not given."),
    };
}
