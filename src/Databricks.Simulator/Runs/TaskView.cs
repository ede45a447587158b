using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>One attempt of a task in the list of a run.</summary>
internal sealed class TaskView(RunStore store)
{
    public JsonObject Details(TaskRun task, string version)
    {
        var view = task.Settings.Copy();
        view["run_id"] = task.Id;
        view["attempt_number"] = task.Attempt;
        view["state"] = StateView.State(task, hidesResultOfSkipped: false);
        if (version != JobsApiVersion.First)
        {
            view["status"] = StateView.Status(task);
        }

        AddTimes(view, task);
        if (task.Outcome is { } outcome)
        {
            view.Object("condition_task")!["outcome"] = outcome;
        }

        if (task.IsLoop)
        {
            view.Object("for_each_task")!["stats"] = new JsonObject { ["task_run_stats"] = LoopTask.Statistics(task) };
        }

        return view;
    }

    /// <summary>Milliseconds; an end that has not come is 0 (behavior §3.2).</summary>
    public void AddTimes(JsonObject view, TaskRun task)
    {
        view["start_time"] = task.StartAt?.ToUnixTimeMilliseconds() ?? 0;
        view["setup_duration"] = Between(task.StartAt, task.RunningAt);
        view["execution_duration"] = Between(task.RunningAt, task.CleanupAt);
        view["cleanup_duration"] = Between(task.CleanupAt, task.EndAt);
        view["end_time"] = task.EndAt?.ToUnixTimeMilliseconds() ?? 0;
        if (store.Compute.Instance(task) is { } instance)
        {
            view["cluster_instance"] = instance;
        }
    }

    private static long Between(DateTimeOffset? from, DateTimeOffset? to) => (long)((to - from)?.TotalMilliseconds ?? 0);
}
