using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>The fields of jobs and tasks the workspace knows; others are dropped without a word (behavior §4.3, behavior §12).</summary>
internal static class JobFields
{
    public static readonly string[] TaskTypes =
    [
        "notebook_task", "spark_jar_task", "spark_python_task", "spark_submit_task", "pipeline_task", "python_wheel_task", "sql_task", "dbt_task",
        "run_job_task", "condition_task", "for_each_task", "ai_runtime_task", "alert_task", "clean_rooms_notebook_task", "dashboard_task",
        "dbt_cloud_task", "dbt_platform_task", "gen_ai_compute_task", "power_bi_task", "python_operator_task",
    ];

    public static readonly string[] Compute = ["existing_cluster_id", "new_cluster", "job_cluster_key", "environment_key", "compute"];

    /// <summary>The lists of a job that have a key: an update merges them by it, and version 2.2 gives them in pages (behavior §1.2).</summary>
    public static readonly IReadOnlyDictionary<string, string> Keys = new Dictionary<string, string>
    {
        ["tasks"] = "task_key",
        ["job_clusters"] = "job_cluster_key",
        ["environments"] = "environment_key",
        ["parameters"] = "name",
    };

    private static readonly string[] SettingNames =
    [
        "budget_policy_id", "continuous", "deployment", "description", "edit_mode", "email_notifications", "environments", "git_source", "health",
        "job_clusters", "max_concurrent_runs", "name", "notification_settings", "parameters", "parent_path", "performance_target", "queue", "run_as",
        "schedule", "tags", "tasks", "timeout_seconds", "trigger", "triggers", "usage_policy_id", "webhook_notifications",
    ];

    private static readonly string[] TaskNames =
    [
        "task_key", "depends_on", "description", "disable_auto_optimization", "disabled", "email_notifications", "health", "libraries", "max_retries",
        "min_retry_interval_millis", "notification_settings", "retry_on_timeout", "run_if", "timeout_seconds", "webhook_notifications",
        .. Compute, .. TaskTypes,
    ];

    // What a job of the format of version 2.0 says of its only task, beside the job.
    private static readonly string[] SingleTaskNames =
        ["existing_cluster_id", "new_cluster", "libraries", "max_retries", "min_retry_interval_millis", "retry_on_timeout", .. TaskTypes[..4]];

    private static readonly string[] JobClusterNames = ["job_cluster_key", "new_cluster", "serverless_compute_id"];

    /// <summary>The known settings of a request, without nulls and empty objects and arrays.</summary>
    public static JsonObject Settings(JsonObject request)
    {
        var settings = Only(request, IsSingleTask(request) ? [.. SettingNames, .. SingleTaskNames] : SettingNames);
        Each(settings, "tasks", task => Only(task, TaskNames));
        Each(settings, "job_clusters", cluster => Only(cluster, JobClusterNames));
        return settings;
    }

    public static JsonObject Task(JsonObject task) => Only(task, TaskNames);

    public static bool IsSingleTask(JsonObject settings) =>
        settings.Array("tasks") is null or { Count: 0 } && TaskTypes[..4].Any(type => settings[type] is not null);

    public static IEnumerable<JsonObject> Objects(this JsonObject tree, string name) => tree.Array(name)?.OfType<JsonObject>() ?? [];

    public static long RequiredId(this JsonObject tree, string name) => tree[name] switch
    {
        null => throw ApiException.InvalidParameter($"Missing required field: {name}"),
        JsonValue value when value.TryGetValue<string>(out var text) => ParseId(name, text),
        _ => tree.Number(name)!.Value,
    };

    public static long QueryId(this ApiRequest request, string name) =>
        ParseId(name, request.QueryText(name) ?? throw ApiException.InvalidParameter($"Missing required field: {name}"));

    public static bool QueryFlag(this ApiRequest request, string name) => bool.TryParse(request.QueryText(name), out var flag) && flag;

    private static long ParseId(string name, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw ApiException.InvalidParameter($"Invalid value '{text}' for parameter {name}.");

    private static JsonObject Only(JsonObject tree, string[] names)
    {
        var compact = tree.Compact();
        foreach (var name in compact.Select(pair => pair.Key).Except(names).ToList())
        {
            compact.Remove(name);
        }

        return compact;
    }

    private static void Each(JsonObject settings, string name, Func<JsonObject, JsonObject> convert)
    {
        if (settings.Array(name) is { } list)
        {
            settings[name] = new JsonArray([.. list.Select(entry => entry is JsonObject tree
                ? convert(tree)
                : throw ApiException.Malformed($"Could not parse request object: expected an object in {name}."))]);
        }
    }
}
