using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>What a workspace refuses in a task.</summary>
internal static partial class TaskValidator
{
    private const int MaximumTasks = 1000;
    private const int MaximumDestinations = 3;
    private const int MaximumLoopConcurrency = 100;
    private static readonly string[] NeedsCluster = ["spark_jar_task", "spark_submit_task"];

    private static readonly (string Type, string[] Fields)[] RequiredFields =
    [
        ("notebook_task", ["notebook_path"]), ("spark_python_task", ["python_file"]), ("python_wheel_task", ["package_name", "entry_point"]),
        ("pipeline_task", ["pipeline_id"]), ("sql_task", ["warehouse_id"]), ("condition_task", ["left", "op", "right"]), ("for_each_task", ["inputs"]),
    ];

    public static void CheckAll(JsonObject settings)
    {
        var tasks = settings.Objects("tasks").ToList();
        Rules.Require(tasks.Count <= MaximumTasks, $"The number of tasks in a job must not exceed {MaximumTasks}.");
        foreach (var task in tasks)
        {
            Check(task, settings);
        }

        if (JobFields.IsSingleTask(settings))
        {
            CheckType(settings, "settings");
            CheckAttempts(settings);
            CheckCluster(settings);
        }

        TaskGraph.Check(tasks);
    }

    /// <summary>A description of a cluster without a size is refused in words of its own (behavior §1.0); the rest is the cluster manager's.</summary>
    public static void CheckCluster(JsonObject holder)
    {
        if (holder.Object("new_cluster") is { } cluster && cluster["policy_id"] is null)
        {
            Rules.Require(
                cluster["num_workers"] is not null || cluster["autoscale"] is not null || cluster.Flag("is_single_node"),
                "Cluster validation error: Missing required field: settings.cluster_spec.new_cluster.size");
        }
    }

    public static void CheckNotifications(JsonObject settings)
    {
        foreach (var (name, destinations) in settings.Object("webhook_notifications") ?? [])
        {
            Rules.Require(
                destinations is not JsonArray { Count: > MaximumDestinations }, $"At most {MaximumDestinations} destinations are allowed for {name}.");
        }
    }

    private static void Check(JsonObject task, JsonObject settings)
    {
        var key = task.Text("task_key")!;
        Rules.Require(TaskKey().IsMatch(key), $"Invalid task_key '{key}': it must have 1 to 100 letters, digits, hyphens or underscores.");
        CheckType(task, "settings.tasks");
        CheckCompute(task, settings);
        CheckCluster(task);
        CheckNotifications(task);
        CheckAttempts(task);
        Rules.RequireOneOf(task, "run_if", "ALL_SUCCESS", "ALL_DONE", "NONE_FAILED", "AT_LEAST_ONE_SUCCESS", "ALL_FAILED", "AT_LEAST_ONE_FAILED");
        foreach (var dependency in task.Objects("depends_on"))
        {
            Rules.RequireText(dependency, "task_key", "settings.tasks.depends_on");
            _ = dependency.Text("outcome");
        }

        if (task.Object("for_each_task") is { } loop)
        {
            CheckLoop(loop, settings);
        }
    }

    // Whatever a run reads later is read here: a mistake must be refused now, as nobody is there to be told of it then.
    private static void CheckAttempts(JsonObject task)
    {
        _ = task.Flag("disabled");
        _ = task.Flag("retry_on_timeout");
        Rules.RequireDuration(task, "timeout_seconds");
        Rules.RequireDuration(task, "min_retry_interval_millis");
        Rules.Require(task.Number("max_retries") is null or >= -1, "max_retries must be -1 or more.");
    }

    private static void CheckType(JsonObject task, string path)
    {
        var types = JobFields.TaskTypes.Where(type => task[type] is not null).ToList();
        var name = task.Text("task_key") is { } key ? $"Task {key}" : "The job";
        Rules.Require(types.Count == 1, $"{name} must have exactly one task type, but has {types.Count}: {string.Join(", ", types)}");
        foreach (var (_, fields) in RequiredFields.Where(rule => rule.Type == types[0]))
        {
            foreach (var field in fields)
            {
                // An operand may be the empty text, any other of these may not.
                var given = task.Object(types[0])!.Text(field);
                Rules.Require(
                    given is { Length: > 0 } || (given is not null && types[0] == "condition_task"),
                    $"Missing required field: {path}.{types[0]}.{field}");
            }
        }

        if (task.Object("run_job_task") is { } call)
        {
            Rules.Require(call["job_id"] is not null, $"Missing required field: {path}.run_job_task.job_id");
            _ = call.RequiredId("job_id");
        }

        // No longer accepted (behavior §4.3).
        Rules.Require(
            task.Object("spark_jar_task") is not { } jar || jar["run_as_repl"] is null || jar.Flag("run_as_repl"), "run_as_repl=false is no longer supported.");
        Rules.Require(
            task["dbt_task"] is null || task.Object("dbt_task")!.Array("commands") is { Count: > 0 }, $"Missing required field: {path}.dbt_task.commands");
        CheckPython(task);
        CheckCondition(task);
    }

    /// <summary>A relative path means a file of the repository, and has to say so whatever git_source says (databricks/cli#6751).</summary>
    private static void CheckPython(JsonObject task)
    {
        if (task.Object("spark_python_task") is { } python && python.Text("python_file") is { } file)
        {
            var isRelative = !file.StartsWith('/') && !file.StartsWith("{{", StringComparison.Ordinal) && !file.Contains(":/", StringComparison.Ordinal);
            Rules.Require(!isRelative || python.Text("source") == "GIT", $"Invalid python file reference: {file}.");
        }
    }

    private static void CheckCondition(JsonObject task)
    {
        if (task.Object("condition_task") is { } condition)
        {
            Rules.RequireOneOf(
                condition, "op", "EQUAL_TO", "NOT_EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL");
        }
    }

    private static void CheckCompute(JsonObject task, JsonObject settings)
    {
        var given = JobFields.Compute.Where(name => task[name] is not null).ToList();
        _ = task.Text("existing_cluster_id");
        Rules.Require(given.Count <= 1, $"Task {task.Text("task_key")} can have only one of {string.Join(", ", given)}.");
        Rules.Require(
            given.Count == 1 || !NeedsCluster.Any(type => task[type] is not null),
            "One of job_cluster_key, new_cluster, or existing_cluster_id must be specified.");
        CheckReference(task, "job_cluster_key", settings.Objects("job_clusters"));
        CheckReference(task, "environment_key", settings.Objects("environments"));
    }

    private static void CheckReference(JsonObject task, string name, IEnumerable<JsonObject> declared)
    {
        if (task.Text(name) is { } key)
        {
            Rules.Require(declared.Any(entry => entry.Text(name) == key), $"Task {task.Text("task_key")} names {name} '{key}', which is not defined.");
        }
    }

    private static void CheckLoop(JsonObject loop, JsonObject settings)
    {
        var inner = loop.Object("task") ?? throw ApiException.InvalidParameter("Missing required field: settings.tasks.for_each_task.task");
        Rules.RequireText(inner, "task_key", "settings.tasks.for_each_task.task");
        Rules.Require(inner["for_each_task"] is null, "A for_each_task cannot contain another for_each_task.");
        Rules.Require(
            loop.Number("concurrency") is null or (>= 1 and <= MaximumLoopConcurrency),
            $"for_each_task.concurrency must be between 1 and {MaximumLoopConcurrency}.");
        Check(inner, settings);
    }

    [GeneratedRegex(@"^[\w-]{1,100}$")]
    private static partial Regex TaskKey();
}
