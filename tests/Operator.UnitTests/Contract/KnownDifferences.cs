using System.Text.RegularExpressions;

namespace Operator.UnitTests.Contract;

/// <summary>A difference between the users' description and the API as it is, and why.</summary>
/// <param name="Pattern">A regular expression for the whole line.</param>
/// <param name="Reason">With its source.</param>
internal sealed record KnownDifference(string Pattern, string Reason);

/// <summary>All differences, by name (behavior §1). One that is found and not here fails a test, and so does one that is here and not found any more.</summary>
internal static class KnownDifferences
{
    private const string AnyCluster = @"(?:createCluster|(?:createJob|updateJob\.new_settings)\.(?:tasks|job_clusters)\[\]\.new_cluster)";
    private const string AnyJob = @"(?:createJob|updateJob\.new_settings)";
    private const string AnyTask = AnyJob + @"\.tasks\[\]";
    private const string NotDescribed = ": not described";

    /// <summary>Of what the client can send.</summary>
    public static IReadOnlyList<KnownDifference> Requests { get; } =
    [
        new(AnyCluster + @"\.(?:apply_policy_default_values|cluster_log_conf|dependency_mode|docker_image|driver_instance_pool_id|driver_node_type_flexibility|"
            + @"is_single_node|kind"
            + @"|remote_disk_throughput|total_initial_remote_disk_size|use_ml_runtime|worker_node_type_flexibility|workload_type)" + NotDescribed,
            "Settings of today's API that the description lacks (behavior §1.1)."),
        new(AnyCluster + @"\.aws_attributes\.ebs_volume_(?:iops|throughput)" + NotDescribed, "Today's AwsAttributes (behavior §1.1)."),
        new(AnyCluster + @"\.azure_attributes\.(?:capacity_reservation_group|log_analytics_info)" + NotDescribed, "Today's AzureAttributes (behavior §1.1)."),
        new(
            AnyCluster + @"\.gcp_attributes\.(?:boot_disk_size|confidential_compute_type|first_on_demand|local_ssd_count|zone_id)" + NotDescribed,
            "Today's GcpAttributes (behavior §1.1)."),
        new(AnyCluster + @"\.init_scripts\[\]\.(?:abfss|file|gcs|s3)" + NotDescribed, "Today's kinds of init scripts (behavior §1.1)."),
        new(@"editCluster\.(?:aws_attributes|azure_attributes|gcp_attributes|init_scripts|ssh_public_keys|enable_local_disk_encryption|cluster_log_conf|"
            + @"docker_image"
            + @"|driver_instance_pool_id|workload_type|apply_policy_default_values|kind|is_single_node|use_ml_runtime|dependency_mode|"
            + @"driver_node_type_flexibility"
            + @"|worker_node_type_flexibility|remote_disk_throughput|total_initial_remote_disk_size)" + NotDescribed,
            "An edit replaces everything: built from the description alone it would wipe these (behavior §1.1, behavior §14.1)."),
        new(
            @"listClusters\?(?:filter_by\.(?:cluster_sources|cluster_states|is_pinned|policy_id)|page_size|page_token)" + NotDescribed,
            "Version 2.1; 2.0 ignores them (behavior §1.1)."),
        new(@"listClusters\?can_use_client: only described", "Gone from today's API (behavior §1.1)."),
        new(@"listClusterEvents\.page_(?:size|token)" + NotDescribed, "Version 2.1; with 2.0 offset and limit are sent (behavior §1.1)."),

        new(AnyJob + @"\.(?:budget_policy_id|deployment|description|edit_mode|environments|health|parent_path|performance_target|triggers|usage_policy_id)"
            + NotDescribed,
            "JobSettings of today's API (behavior §12)."),
        new(
            @"updateJob\.new_settings\.(?:access_control_list|notification_settings|trigger)" + NotDescribed,
            "The description has them for create only; they are JobSettings as well (behavior §12)."),
        new(AnyJob + @"\.(?:continuous\.task_retry_mode|(?:email|webhook)_notifications\.on_streaming_backlog_exceeded|git_source\.(?:git_snapshot|job_source|"
            + @"sparse_checkout)"
            + @"|notification_settings\.alert_on_last_attempt|run_as\.group_name|schedule\.sql_condition|trigger\.(?:model|periodic|sql_condition|table_update)"
            + @"|job_clusters\[\]\.serverless_compute_id)" + NotDescribed,
            "Parts of JobSettings of today's API (behavior §12)."),
        new(AnyTask + @"\.(?:condition_task|for_each_task|run_job_task)" + NotDescribed, "Task types of today's API (behavior §12)."),
        new(AnyTask + @"\.(?:compute|disable_auto_optimization|disabled|environment_key|health|notification_settings|webhook_notifications"
            + @"|email_notifications\.on_streaming_backlog_exceeded)" + NotDescribed,
            "Task settings of today's API (behavior §12)."),
        new(AnyTask
            + @"\.(?:dbt_task\.source|notebook_task\.warehouse_id|pipeline_task\.(?:full_refresh_selection|parameters|refresh_flow_selection|refresh_selection"
            + @"|reset_checkpoint_selection)|spark_jar_task\.run_as_repl|sql_task\.(?:alert\.(?:pause_subscriptions|subscriptions)"
            + @"|dashboard\.(?:custom_subject|pause_subscriptions|subscriptions)|file))" + NotDescribed,
            "Settings of task types of today's API (behavior §12)."),
        new(@"(?:getJob|getJobRun|listJobs|listJobRuns)\?page_token" + NotDescribed, "Version 2.2, and 2.1 beside its offsets (behavior §1.2)."),
        new(@"runJobNow\.(?:dbt_commands|job_parameters|only|performance_target|queue|pipeline_params\.(?:full_refresh_selection|refresh_flow_selection|"
            + @"refresh_selection|reset_checkpoint_selection))" + NotDescribed,
            "RunNow of today's API (behavior §12)."),

        new(@"exportWorkspaceObject\?direct_download: only described", "The answer would be a file, not JSON; content is read as base64 (behavior §1.3)."),
    ];

    /// <summary>Of what the client reads: what stays unread is kept with the unknown fields.</summary>
    public static IReadOnlyList<KnownDifference> Answers { get; } =
    [
        new(
            @"listClusterEvents\.events\[\]\.details\.(?:previous_)?(?:attributes|cluster_size): only described",
            "Who changed a cluster is shown, not what to: a status has no room for it."),
    ];

    /// <summary>Of what goes over the wire.</summary>
    public static IReadOnlyList<KnownDifference> Traffic { get; } =
    [
        new(@"(?:getCluster 200|listClusters 200\.clusters\[\])\.(?:aws_attributes|cluster_cores|cluster_memory_mb|enable_local_disk_encryption)"
            + NotDescribed, "Today's ClusterDetails (behavior §1.1)."),
        new(@"getCluster 200\.spec" + NotDescribed, "What the user last asked for; of get only (behavior §1.1)."),
        new(
            @"listClusters\?(?:filter_by\.cluster_sources|page_size)" + NotDescribed,
            "Version 2.1; 2.0 ignores them, and the client filters what comes (behavior §1.1)."),
        new(@"listClusterEvents 200\.events\[\]\.details\.user" + NotDescribed, "Today's events say who did it (behavior §1.1)."),
        new(@"(?:getJob 200|listJobs 200\.jobs\[\])\.settings\.(?:edit_mode|performance_target|tasks\[\]\.(?:disabled|webhook_notifications))" + NotDescribed,
            "What today's server adds to a job's settings (behavior §4.3)."),
        new(@"(?:getJobRun 200|listJobRuns 200\.runs\[\]|getJobRunOutput "
            + @"200\.metadata)\.(?:job_run_id|overriding_parameters|queue_duration|repair_history|run_duration|status|task)" + NotDescribed,
            "Today's Run (behavior §12)."),
        new(@"(?:getJobRun 200|listJobRuns 200\.runs\[\])\.tasks\[\]\.(?:disabled|email_notifications|max_retries|retry_on_timeout|run_if|run_page_url|state\."
            + @"user_cancelled_or_timedout"
            + @"|status|timeout_seconds|webhook_notifications)" + NotDescribed,
            "Today's RunTask (behavior §12)."),
        new(@"importWorkspaceObject 200: an answer where none is described", "Today's answer has the object's id (behavior §1.3)."),
    ];

    public static void AssertExplained(IReadOnlyList<KnownDifference> known, IReadOnlyCollection<string> found)
    {
        var unexplained = found.Where(line => !known.Any(difference => Fits(difference, line))).Distinct().Order(StringComparer.Ordinal).ToList();
        var gone = known.Where(difference => !found.Any(line => Fits(difference, line))).Select(difference => difference.Pattern).ToList();
        Assert.True(unexplained.Count == 0, $"Not known as differences:\n{string.Join('\n', unexplained)}");
        Assert.True(gone.Count == 0, $"Known as differences and no longer found:\n{string.Join('\n', gone)}");
    }

    private static bool Fits(KnownDifference difference, string line) => Regex.IsMatch(line, $"^(?:{difference.Pattern})$");
}
