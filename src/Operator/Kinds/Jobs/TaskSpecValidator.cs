using Operator.Api.V1Alpha1;
using Operator.Settings;

namespace Operator.Kinds.Jobs;

/// <summary>What holds for each task by itself, beside what the attributes of the type say.</summary>
internal static class TaskSpecValidator
{
    /// <summary>The name that all task types have in common, those this version does not know included (behavior §12).</summary>
    internal const string TypeSuffix = "_task";

    private const string LoopType = "for_each_task";

    private static readonly Dictionary<string, Func<TaskSpecBase, object?>> Fields = new()
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
    public static IEnumerable<string> Problems(TaskSpecBase task, string path, string job) =>
        Types(task).Concat(References(task, job)).Select(problem => $"{path}: {problem}");

    private static IEnumerable<string> Types(TaskSpecBase task)
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

    private static IEnumerable<string> References(TaskSpecBase task, string job)
    {
        if (task.RunJobTask?.JobId is { } id && !SpecChecks.IsNumericId(id))
        {
            yield return "runJobTask.jobId must be the number of a job";
        }

        if (task.RunJobTask?.JobRef is { } other && other.Name == job)
        {
            yield return "runJobTask.jobRef names this very job";
        }
    }

    private static ForEachTaskSpec? Loop(TaskSpecBase task) => (task as JobTaskSpec)?.ForEachTask;
}
