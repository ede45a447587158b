using Operator.Settings;
using static Operator.Settings.FieldRule;

namespace Operator.Kinds.Jobs;

/// <summary>How each setting of a job is compared with what the workspace answers. One row per field, with its reason.</summary>
internal static class JobFieldRules
{
    private static readonly Dictionary<string, FieldRule> Own = new()
    {
        ["budget_policy_id"] = ServerChosen("May be chosen by the workspace (behavior §4.3)."),
        ["continuous"] = Exact("Starts by itself only where it is asked for."),
        ["continuous.pause_status"] = ServerDefault("UNPAUSED", "Filled in (behavior §4.3)."),
        ["continuous.task_retry_mode"] = ServerDefault("NEVER", "NEVER when it is not given."),
        ["description"] = Exact("Returned as it was given."),
        ["edit_mode"] = ServerDefault("EDITABLE", "Filled in (behavior §4.3)."),
        ["environments"] = KeyedList("environment_key", "Comes back in another order (behavior §4.3)."),
        ["environments[].environment_key"] = Exact("Identifies the environment."),
        ["environments[].spec"] = Exact("Returned as it was sent (behavior §4.3)."),
        ["environments[].spec.base_environment"] = Exact("Returned as it was given."),
        ["environments[].spec.client"] = ServerChosen("The older name of environment_version; both may be answered."),
        ["environments[].spec.dependencies"] = Exact("They are installed in the order given."),
        ["environments[].spec.environment_version"] = ServerChosen("The newer name of client; both may be answered."),
        ["environments[].spec.java_dependencies"] = Exact("Returned as it was given."),
        ["format"] = Ignored("Always MULTI_TASK, and ignored when it is sent (behavior §4.3)."),
        ["git_source"] = Exact("A repository only where one is given."),
        ["git_source.git_branch"] = Exact("Returned as it was given."),
        ["git_source.git_commit"] = Exact("Returned as it was given."),
        ["git_source.git_provider"] = Exact("Upper and lower case are the same (behavior §4.3).") with { IgnoresCase = true },
        ["git_source.git_snapshot"] = Ignored("Which commit a run took; of answers only."),
        ["git_source.git_tag"] = Exact("Returned as it was given."),
        ["git_source.git_url"] = Exact("Returned as it was given."),
        ["job_clusters"] = KeyedList("job_cluster_key", "Comes back in another order (behavior §4.3)."),
        ["job_clusters[].job_cluster_key"] = Exact("Identifies the cluster."),
        ["max_concurrent_runs"] = ServerDefault(1, "Filled in (behavior §4.3)."),
        ["name"] = Exact("Always sent, and returned as it was given."),
        ["parameters"] = KeyedList("name", "Comes back in another order (behavior §4.3)."),
        ["parameters[].default"] = Exact("Returned as it was given, an empty one too.") with { EmptyTextIsValue = true },
        ["parameters[].name"] = Exact("Identifies the parameter."),
        ["performance_target"] = ServerDefault(
            "PERFORMANCE_OPTIMIZED", "Filled in where tasks are serverless (behavior §4.3).") with
        { WhenUnset = RemoteAddition.ServerChosen },
        ["queue"] = Exact("Always sent (behavior §1.2)."),
        ["queue.enabled"] = ServerDefault(false, "A job without a queue was made through an older API, where that means off (behavior §1.2)."),
        ["run_as"] = ServerChosen("Its creator if not given, and answered in more than one way (behavior §4.3).") with { MayBeHidden = true, IsChoice = true },
        ["run_as.group_name"] = Exact("Returned as it was given."),
        ["run_as.service_principal_name"] = Exact("Returned as it was given.") with { IgnoresCase = true },
        ["run_as.user_name"] = Exact("Login names may come back in another case (behavior §4.5).") with { IgnoresCase = true },
        ["schedule"] = Exact("Starts by itself only where it is asked for."),
        ["schedule.pause_status"] = ServerDefault("UNPAUSED", "Filled in (behavior §4.3)."),
        ["schedule.quartz_cron_expression"] = Exact("Returned as it was given."),
        ["schedule.timezone_id"] = Exact("Returned as it was given."),
        ["tags"] = Map("Tag names are the user's."),
        ["tasks"] = KeyedList("task_key", "Comes back in another order (behavior §4.3)."),
        ["tasks[].for_each_task"] = Exact("A task type only where one is given."),
        ["tasks[].for_each_task.concurrency"] = ServerDefault(20, "20 when it is not given (behavior §3.3)."),
        ["tasks[].for_each_task.inputs"] = Exact("Returned as it was given."),
        ["tasks[].for_each_task.task"] = Exact("Returned as it was given."),
        ["timeout_seconds"] = ServerDefault(0, "0 when it is not given (behavior §4.3)."),
        ["trigger"] = Exact("Starts by itself only where it is asked for."),
        ["trigger.file_arrival"] = Exact("Returned as it was given."),
        ["trigger.file_arrival.min_time_between_triggers_seconds"] = ServerDefault(0, "None unless it is asked for."),
        ["trigger.file_arrival.url"] = Exact("Returned as it was given."),
        ["trigger.file_arrival.wait_after_last_change_seconds"] = ServerDefault(0, "None unless it is asked for."),
        ["trigger.pause_status"] = ServerDefault("UNPAUSED", "Filled in (behavior §4.3)."),
        ["trigger.periodic"] = Exact("Returned as it was given."),
        ["trigger.periodic.interval"] = Exact("Returned as it was given."),
        ["trigger.periodic.unit"] = Exact("Returned as it was given."),
        ["trigger.table_update"] = Exact("Returned as it was given."),
        ["trigger.table_update.condition"] = NotReturned(
            "Taken, and in no answer seen so far; chosen by the workspace when it is not given.") with
        { WhenUnset = RemoteAddition.ServerChosen },
        ["trigger.table_update.min_time_between_triggers_seconds"] = ServerDefault(0, "None unless it is asked for."),
        ["trigger.table_update.table_names"] = Set("Their order means nothing."),
        ["trigger.table_update.wait_after_last_change_seconds"] = ServerDefault(0, "None unless it is asked for."),
        ["triggers"] = Exact("Starts by itself only where it is asked for; a preview with no field of its own."),
        ["usage_policy_id"] = ServerChosen("May be chosen by the workspace (behavior §4.3)."),
    };

    public static readonly IReadOnlyDictionary<string, FieldRule> All = Own
        .Concat(NotificationFieldRules.Below(""))
        .Concat(TaskFieldRules.NewCluster("job_clusters[]."))
        .Concat(TaskFieldRules.Below("tasks[]."))
        .Concat(TaskFieldRules.Below("tasks[].for_each_task.task."))
        .ToDictionary(StringComparer.Ordinal);
}
