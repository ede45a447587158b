using Operator.Kinds.Compute;
using Operator.Settings;
using static Operator.Settings.FieldRule;

namespace Operator.Kinds.Jobs;

/// <summary>How each setting of a task is compared with what the workspace answers, wherever the task stands. One row per field, with its reason.</summary>
internal static class TaskFieldRules
{
    /// <param name="prefix">Of the fields, with its dot.</param>
    public static IEnumerable<KeyValuePair<string, FieldRule>> Below(string prefix) =>
        Own.Concat(Libraries).Concat(Kinds).Concat(RunParameters).Select(row => new KeyValuePair<string, FieldRule>(prefix + row.Key, row.Value))
            .Concat(NotificationFieldRules.Below(prefix)).Concat(NewCluster(prefix));

    /// <summary>
    /// The same settings as those of a cluster; but nothing is unchangeable, because each run makes a new one, and no <c>spec</c> tells of a flag that is not
    /// returned: an answer of false says no more than none.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, FieldRule>> NewCluster(string prefix) =>
        ClusterFieldRules.All.Select(row => new KeyValuePair<string, FieldRule>(
                $"{prefix}new_cluster.{row.Key}", row.Value with { IsImmutable = false, HiddenAs = row.Value.IsRemembered ? row.Value.Default : null }))
            .Prepend(new($"{prefix}new_cluster", Exact("A cluster only where one is given.") with { PolicyField = "policy_id" }));

    private static readonly Dictionary<string, FieldRule> Own = new()
    {
        ["depends_on"] = KeyedList("task_key", "Comes back in another order (behavior §4.3)."),
        ["depends_on[].outcome"] = Exact("Returned as it was given."),
        ["depends_on[].task_key"] = Exact("Returned as it was given."),
        ["description"] = Exact("Returned as it was given."),
        ["disable_auto_optimization"] = ServerDefault(false, "false when it is not given."),
        ["disabled"] = ServerDefault(false, "false when it is not given (behavior §4.3)."),
        ["environment_key"] = Exact("Returned as it was given."),
        ["existing_cluster_id"] = Exact("Returned as it was given."),
        ["job_cluster_key"] = Exact("Returned as it was given."),
        ["max_retries"] = ServerDefault(0, "A failed attempt is not repeated unless it is asked for."),
        ["min_retry_interval_millis"] = ServerDefault(0, "At once unless it is asked for."),
        ["notification_settings.alert_on_last_attempt"] = ServerDefault(false, "false when it is not given."),
        ["retry_on_timeout"] = ServerDefault(false, "false when it is not given (behavior §4.3)."),
        ["run_if"] = ServerDefault("ALL_SUCCESS", "Filled in (behavior §4.3)."),
        ["task_key"] = Exact("Identifies the task."),
        ["timeout_seconds"] = ServerDefault(0, "0 when it is not given (behavior §4.3)."),
    };

    private static readonly Dictionary<string, FieldRule> Libraries = new()
    {
        ["libraries"] = Set("Their order means nothing (behavior §4.3)."),
        ["libraries[].cran.repo"] = Exact("The public one unless it is given."),
        ["libraries[].maven.exclusions"] = Set("Their order means nothing; [] may come back as absent."),
        ["libraries[].maven.repo"] = Exact("The public one unless it is given."),
        ["libraries[].pypi.repo"] = Exact("The public one unless it is given."),
    };

    /// <summary>Every list is named like the parameters that a run of that kind takes, and their order matters (behavior §4.3).</summary>
    private static readonly Dictionary<string, FieldRule> RunParameters = new()
    {
        ["run_job_task"] = Exact("A task type only where one is given."),
        ["run_job_task.dbt_commands"] = Exact("They run in the order given."),
        ["run_job_task.jar_params"] = Exact("Their order matters."),
        ["run_job_task.job_id"] = Exact("Returned as it was given."),
        ["run_job_task.job_parameters"] = Map("Names are the user's."),
        ["run_job_task.notebook_params"] = Map("Names are the user's."),
        ["run_job_task.pipeline_params"] = Exact("Returned as it was given."),
        ["run_job_task.pipeline_params.full_refresh"] = ServerDefault(false, "false when it is not given."),
        ["run_job_task.pipeline_params.full_refresh_selection"] = Exact("Returned as it was given."),
        ["run_job_task.pipeline_params.refresh_flow_selection"] = Exact("Returned as it was given."),
        ["run_job_task.pipeline_params.refresh_selection"] = Exact("Returned as it was given."),
        ["run_job_task.pipeline_params.reset_checkpoint_selection"] = Exact("Returned as it was given."),
        ["run_job_task.python_named_params"] = Map("Names are the user's."),
        ["run_job_task.python_params"] = Exact("Their order matters."),
        ["run_job_task.spark_submit_params"] = Exact("Their order matters."),
        ["run_job_task.sql_params"] = Map("Names are the user's."),
    };

    /// <summary>Where code is looked for follows from git_source, but of a Python file it does not: each is filled in by the server.</summary>
    private static readonly FieldRule Source = ServerChosen("Filled in, by kind of task and git_source (behavior §4.3).") with { AbsentMeans = "WORKSPACE" };

    private static readonly Dictionary<string, FieldRule> Kinds = new()
    {
        ["condition_task"] = Exact("A task type only where one is given."),
        ["condition_task.left"] = Exact("Returned as it was given."),
        ["condition_task.op"] = Exact("Returned as it was given."),
        ["condition_task.right"] = Exact("Returned as it was given."),
        ["dbt_task"] = Exact("A task type only where one is given."),
        ["dbt_task.catalog"] = Exact("Returned as it was given."),
        ["dbt_task.commands"] = Exact("They run in the order given (behavior §4.3)."),
        ["dbt_task.profiles_directory"] = Exact("Returned as it was given."),
        ["dbt_task.project_directory"] = Exact("Returned as it was given."),
        ["dbt_task.schema"] = ServerDefault("default", "Filled in (behavior §4.3)."),
        ["dbt_task.source"] = Source,
        ["dbt_task.warehouse_id"] = Exact("Returned as it was given."),
        ["notebook_task"] = Exact("A task type only where one is given."),
        ["notebook_task.base_parameters"] = Map("Names are the user's."),
        ["notebook_task.notebook_path"] = Exact("Returned as it was given."),
        ["notebook_task.source"] = Source,
        ["notebook_task.warehouse_id"] = Exact("Returned as it was given."),
        ["pipeline_task"] = Exact("A task type only where one is given."),
        ["pipeline_task.full_refresh"] = ServerDefault(false, "false when it is not given (behavior §4.3)."),
        ["pipeline_task.full_refresh_selection"] = Exact("Returned as it was given."),
        ["pipeline_task.parameters"] = Map("Names are the user's."),
        ["pipeline_task.pipeline_id"] = Exact("Returned as it was given."),
        ["pipeline_task.refresh_flow_selection"] = Exact("Returned as it was given."),
        ["pipeline_task.refresh_selection"] = Exact("Returned as it was given."),
        ["pipeline_task.reset_checkpoint_selection"] = Exact("Returned as it was given."),
        ["python_wheel_task"] = Exact("A task type only where one is given."),
        ["python_wheel_task.entry_point"] = Exact("Returned as it was given."),
        ["python_wheel_task.named_parameters"] = Map("Names are the user's."),
        ["python_wheel_task.package_name"] = Exact("Returned as it was given."),
        ["python_wheel_task.parameters"] = Exact("Their order matters (behavior §4.3)."),
        ["spark_jar_task"] = Exact("A task type only where one is given."),
        ["spark_jar_task.jar_uri"] = Exact("Returned as it was given."),
        ["spark_jar_task.main_class_name"] = Exact("Returned as it was given."),
        ["spark_jar_task.parameters"] = Exact("Their order matters (behavior §4.3)."),
        ["spark_jar_task.run_as_repl"] = ServerDefault(true, "true is filled in, and false no longer accepted (behavior §4.3)."),
        ["spark_python_task"] = Exact("A task type only where one is given."),
        ["spark_python_task.parameters"] = Exact("Their order matters (behavior §4.3)."),
        ["spark_python_task.python_file"] = Exact("Returned as it was given."),
        ["spark_python_task.source"] = Source,
        ["spark_submit_task"] = Exact("A task type only where one is given."),
        ["spark_submit_task.parameters"] = Exact("Their order matters (behavior §4.3)."),
        ["sql_task"] = Exact("A task type only where one is given.") with { IsChoice = true },
        ["sql_task.alert"] = Exact("Returned as it was given."),
        ["sql_task.alert.alert_id"] = Exact("Returned as it was given."),
        ["sql_task.alert.pause_subscriptions"] = ServerDefault(false, "false when it is not given."),
        ["sql_task.alert.subscriptions"] = Set("Their order means nothing."),
        ["sql_task.alert.subscriptions[].user_name"] = Exact("Login names may come back in another case (behavior §4.5).") with { IgnoresCase = true },
        ["sql_task.dashboard"] = Exact("Returned as it was given."),
        ["sql_task.dashboard.custom_subject"] = Exact("Returned as it was given."),
        ["sql_task.dashboard.dashboard_id"] = Exact("Returned as it was given."),
        ["sql_task.dashboard.pause_subscriptions"] = ServerDefault(false, "false when it is not given."),
        ["sql_task.dashboard.subscriptions"] = Set("Their order means nothing."),
        ["sql_task.dashboard.subscriptions[].user_name"] = Exact("Login names may come back in another case (behavior §4.5).") with { IgnoresCase = true },
        ["sql_task.file"] = Exact("Returned as it was given."),
        ["sql_task.file.path"] = Exact("Returned as it was given."),
        ["sql_task.file.source"] = Source,
        ["sql_task.parameters"] = Map("Names are the user's."),
        ["sql_task.query"] = Exact("Returned as it was given."),
        ["sql_task.query.query_id"] = Exact("Returned as it was given."),
        ["sql_task.warehouse_id"] = Exact("Returned as it was given."),
    };
}
