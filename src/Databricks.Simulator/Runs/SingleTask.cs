using System.Text.Json.Nodes;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>The single-task format of version 2.0: the job is its task (behavior §1.0).</summary>
internal static class SingleTask
{
    public const string Key = "main";

    public static IEnumerable<JsonObject> TasksOf(JsonObject settings)
    {
        if (!JobFields.IsSingleTask(settings))
        {
            return settings.Objects("tasks");
        }

        var task = JobFields.Task(settings);
        task["task_key"] = Key;
        return [task];
    }
}
