using System.Text;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>What a task gave out (behavior §1.2).</summary>
internal sealed class RunOutputView(RunStore store, RunView view)
{
    private static readonly string[] WithLogs = ["spark_python_task", "python_wheel_task", "spark_jar_task", "spark_submit_task"];

    /// <summary>
    /// Of a run in the multi-task format there is no output, not even when it has one task only: it must be asked for by the id of the task's
    /// attempt.
    /// </summary>
    public TaskRun Find(long id, string version)
    {
        if (store.FindTask(id) is { } task)
        {
            return task;
        }

        if (store.Find(id) is { } run)
        {
            return JobFields.IsSingleTask(run.Settings) && run.Current.TryGetValue(SingleTask.Key, out var single)
                ? single
                : throw ApiException.InvalidParameter(
                    "Retrieving the output of runs with multiple tasks is not supported. Please retrieve the output of each individual task run instead.");
        }

        // Version 2.0 breaks down on a run that is not there (behavior §3.2).
        throw version == JobsApiVersion.First ? new ApiException(500, "INTERNAL_ERROR", "") : store.Missing(id, version);
    }

    public JsonObject Answer(TaskRun task, string version)
    {
        var answer = new JsonObject { ["metadata"] = view.Details(task, version, null) };
        if (task.Failure is { } failure)
        {
            answer["error"] = failure.Error;
            answer["error_trace"] = failure.ErrorTrace;
        }
        else if (task.Phase == Phase.InternalError)
        {
            answer["error"] = task.Termination!.Message;
        }
        else if (task.Result == Results.Success)
        {
            AddResult(answer, task);
        }

        return answer;
    }

    public static JsonObject Export(TaskRun task, string? views)
    {
        var notebook = task.Settings.Object("notebook_task") ?? throw ApiException.InvalidParameter("Only runs of notebooks can be exported.");
        var content = $"<!DOCTYPE html><html><body>{notebook.Text("notebook_path")}</body></html>";
        var code = new JsonObject { ["content"] = content, ["name"] = notebook.Text("notebook_path")!.Split('/')[^1], ["type"] = "NOTEBOOK" };
        return views == "DASHBOARDS" ? [] : new JsonObject { ["views"] = new JsonArray(code) };
    }

    private void AddResult(JsonObject answer, TaskRun task)
    {
        if (task.Settings["notebook_task"] is not null)
        {
            // The first part of a notebook's result is kept, the last of a log (behavior §1.2).
            var result = task.Output ?? task.Run.Parameters.ForNotebook(task.Settings).ToJsonString();
            var kept = Encoding.UTF8.GetBytes(result).AsSpan();
            var truncated = kept.Length > store.Options.OutputLimit;
            answer["notebook_output"] = new JsonObject
            {
                ["result"] = truncated ? Encoding.UTF8.GetString(kept[..store.Options.OutputLimit]) : result,
                ["truncated"] = truncated,
            };
        }
        else if (WithLogs.Any(type => task.Settings[type] is not null))
        {
            var logs = Encoding.UTF8.GetBytes(task.Output ?? "").AsSpan();
            var truncated = logs.Length > store.Options.OutputLimit;
            answer["logs"] = Encoding.UTF8.GetString(truncated ? logs[^store.Options.OutputLimit..] : logs);
            answer["logs_truncated"] = truncated;
        }
        else if (task.Child is { } child)
        {
            answer["run_job_output"] = new JsonObject { ["run_id"] = child.Id };
        }
    }
}
