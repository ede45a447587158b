using Operator.Api.V1Alpha1;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>What holds for each task by itself.</summary>
internal static class TaskRules
{
    /// <summary>The name that all task types have in common, those this version does not know included (behavior §12).</summary>
    internal const string TypeSuffix = "_task";

    private const string LoopType = "for_each_task";

    private static readonly Dictionary<string, Func<TaskSettings, object?>> Fields = new()
    {
        [LoopType] = Loop,
        ["notebook_task"] = task => task.NotebookTask,
        ["spark_jar_task"] = task => task.SparkJarTask,
        ["spark_python_task"] = task => task.SparkPythonTask,
        ["spark_submit_task"] = task => task.SparkSubmitTask,
        ["pipeline_task"] = task => task.PipelineTask,
        ["python_wheel_task"] = task => task.PythonWheelTask,
        ["sql_task"] = task => task.SqlTask,
        ["dbt_task"] = task => task.DbtTask,
        ["run_job_task"] = task => task.RunJobTask,
        ["condition_task"] = task => task.ConditionTask,
    };

    /// <param name="task">The task.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="job">Name of the resource it is part of.</param>
    public static IEnumerable<string> Problems(TaskSettings task, string path, string job) =>
        Types(task).Concat(Compute(task)).Concat(Choices(task)).Concat(References(task, job)).Select(problem => $"{path}: {problem}");

    private static IEnumerable<string> Types(TaskSettings task)
    {
        var given = Fields.Where(field => field.Value(task) is not null).Select(field => field.Key);
        // A type's own extra settings are merged into it.
        var extra = task.ExtraSettings?.Select(pair => pair.Key).Where(name => name.EndsWith(TypeSuffix, StringComparison.Ordinal)).ToList() ?? [];
        if (given.Union(extra).Count() != 1)
        {
            yield return "exactly one task type is given, for example notebookTask";
        }

        if (task is RepeatedTask && extra.Contains(LoopType))
        {
            yield return "a task of a forEachTask cannot be another forEachTask";
        }
    }

    private static IEnumerable<string> Compute(TaskSettings task)
    {
        var count = SpecChecks.CountGiven(task.ExistingClusterId, task.ExistingClusterRef, task.NewCluster, task.JobClusterKey, task.EnvironmentKey);
        if (count > 1)
        {
            yield return "existingClusterId, existingClusterRef, newCluster, jobClusterKey and environmentKey exclude each other";
        }

        if (count == 0 && SpecChecks.CountGiven(task.SparkJarTask, task.SparkSubmitTask) > 0)
        {
            yield return "sparkJarTask and sparkSubmitTask need existingClusterId, existingClusterRef, newCluster, jobClusterKey or environmentKey";
        }

        if (count > 0 && SpecChecks.CountGiven(Loop(task), task.PipelineTask, task.SqlTask, task.ConditionTask, task.RunJobTask) > 0)
        {
            yield return "pipelineTask, sqlTask, conditionTask, runJobTask and forEachTask take no cluster and no environmentKey";
        }
    }

    private static IEnumerable<string> Choices(TaskSettings task)
    {
        if (task.PythonWheelTask is { Parameters: not null, NamedParameters: not null })
        {
            yield return "parameters and namedParameters of pythonWheelTask exclude each other";
        }

        if (task.SqlTask is { } sql && SpecChecks.CountGiven(sql.Query, sql.Dashboard, sql.Alert, sql.File) != 1)
        {
            yield return "sqlTask has exactly one of query, dashboard, alert and file";
        }

        if (task.SqlTask is { } on && SpecChecks.CountGiven(on.WarehouseId, on.WarehouseRef) != 1)
        {
            yield return "sqlTask has exactly one of warehouseId and warehouseRef";
        }

        var subscriptions = (task.SqlTask?.Alert?.Subscriptions ?? []).Concat(task.SqlTask?.Dashboard?.Subscriptions ?? []);
        if (subscriptions.Any(subscription => SpecChecks.CountGiven(subscription.UserName, subscription.DestinationId) != 1))
        {
            yield return "each of the subscriptions has exactly one of userName and destinationId";
        }

        if (task.Libraries?.Any(one => SpecChecks.CountGiven(one.Jar, one.Egg, one.Whl, one.Requirements, one.Pypi, one.Maven, one.Cran) != 1) == true)
        {
            yield return "each of the libraries has exactly one of jar, egg, whl, requirements, pypi, maven and cran";
        }
    }

    private static IEnumerable<string> References(TaskSettings task, string job)
    {
        if (task.NotebookTask is { } notebook && SpecChecks.CountGiven(notebook.NotebookPath, notebook.NotebookRef) != 1)
        {
            yield return "notebookTask has exactly one of notebookPath and notebookRef";
        }

        if (task.NotebookTask is { NotebookRef: not null, Source: "GIT" })
        {
            yield return "notebookRef names a notebook of the workspace and excludes source: GIT";
        }

        if (task.RunJobTask is not { } run)
        {
            yield break;
        }

        if (SpecChecks.CountGiven(run.JobId, run.JobRef) != 1)
        {
            yield return "runJobTask has exactly one of jobId and jobRef";
        }

        if (run.JobId is { } id && !SpecChecks.IsNumericId(id))
        {
            yield return "runJobTask.jobId must be the number of a job";
        }

        if (run.JobRef?.Name == job)
        {
            yield return "runJobTask.jobRef names this very job";
        }
    }

    private static ForEachTask? Loop(TaskSettings task) => (task as JobTask)?.ForEachTask;
}
