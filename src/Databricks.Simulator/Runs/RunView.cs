using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>A run as runs/get and runs/list show it (behavior §1.2, behavior §3).</summary>
internal sealed class RunView(RunStore store, string workspaceName, long organizationId)
{
    private static readonly string[] Paged = ["tasks", "job_clusters", "job_parameters", "repair_history", "iterations"];

    public JsonObject Details(StoredRun run, string version, bool includeHistory, string? pageToken)
    {
        var view = Common(run, version);
        AddLists(view, run, version);
        if (includeHistory && run.Repairs.Count > 0)
        {
            view["repair_history"] = new JsonArray([.. run.Repairs.Select(HistoryItem)]);
        }

        return Cut(view, version, pageToken);
    }

    /// <summary>Without tasks, or on version 2.2 with the first 100 and <c>has_more</c> (behavior §8).</summary>
    public JsonObject Row(StoredRun run, string version, bool expandTasks)
    {
        var view = Common(run, version);
        if (expandTasks)
        {
            AddLists(view, run, version);
            Cut(view, version, null).Remove("next_page_token");
        }

        return view;
    }

    /// <summary>What runs/get gives for the id of a task's attempt: the attempt in the shape of a run.</summary>
    public JsonObject Details(TaskRun task, string version, string? pageToken)
    {
        var view = Identity(task.Run, task, version);
        view["run_name"] = task.Key;
        view["attempt_number"] = task.Attempt;
        view["original_attempt_run_id"] = task.OriginalId;
        new TaskView(store).AddTimes(view, task);
        var type = JobFields.TaskTypes.First(name => task.Settings[name] is not null);
        view["task"] = new JsonObject { [type] = task.Settings[type]!.DeepClone() };
        if (task.IsLoop)
        {
            view["iterations"] = new JsonArray([.. task.Iterations.Select(iteration => TaskOf(iteration, version))]);
        }

        return Cut(view, version, pageToken);
    }

    private JsonObject Common(StoredRun run, string version)
    {
        var view = Identity(run, run, version);
        view["run_name"] = run.Name;
        view["original_attempt_run_id"] = run.Id;
        view["start_time"] = run.CreatedAt.ToUnixTimeMilliseconds();
        view["end_time"] = run.EndAt?.ToUnixTimeMilliseconds() ?? 0;
        view["queue_duration"] = Milliseconds(run.CreatedAt, run.QueueEndAt ?? run.EndAt);
        AddDurations(view, run);
        if (run.Settings["git_source"] is { } source)
        {
            view["git_source"] = source.DeepClone();
        }

        if (run.Parameters.Overriding.Count > 0)
        {
            view["overriding_parameters"] = run.Parameters.Overriding.DeepClone();
        }

        return view;
    }

    private JsonObject Identity(StoredRun run, Execution execution, string version)
    {
        var view = new JsonObject
        {
            ["job_id"] = run.JobId,
            ["run_id"] = execution.Id,
            ["job_run_id"] = run.Id,
            ["number_in_job"] = execution.Id,
            ["creator_user_name"] = run.Creator,
            ["state"] = StateView.State(execution, !store.Options.SkippedRunsHaveResult),
            ["trigger"] = run.Trigger,
            ["run_type"] = run.Type,
            ["run_page_url"] = PageUrl(run.JobId, execution.Id, version),
        };
        if (version != JobsApiVersion.First)
        {
            view["status"] = StateView.Status(execution);
        }

        if (version != JobsApiVersion.Paged)
        {
            view["format"] = run.Settings.Text("format");
        }

        return view;
    }

    /// <summary>Of several tasks only the whole is told; a single task is told in its parts (behavior §3.2).</summary>
    private void AddDurations(JsonObject view, StoredRun run)
    {
        view["run_duration"] = Milliseconds(run.QueueEndAt, run.EndAt);
        if (JobFields.IsSingleTask(run.Settings) && run.Current.TryGetValue(SingleTask.Key, out var task))
        {
            new TaskView(store).AddTimes(view, task);
            return;
        }

        view["setup_duration"] = 0;
        view["execution_duration"] = 0;
        view["cleanup_duration"] = 0;
    }

    private void AddLists(JsonObject view, StoredRun run, string version)
    {
        if (run.Tasks.Count > 0)
        {
            view["tasks"] = new JsonArray([.. run.Tasks.Select(task => TaskOf(task, version))]);
        }

        if (run.Settings["job_clusters"] is { } clusters)
        {
            view["job_clusters"] = clusters.DeepClone();
        }

        if (version != JobsApiVersion.First && run.Parameters.Job.Count > 0)
        {
            view["job_parameters"] = run.Parameters.Job.DeepClone();
        }
    }

    private JsonObject TaskOf(TaskRun task, string version)
    {
        var view = new TaskView(store).Details(task, version);
        view["run_page_url"] = PageUrl(task.Run.JobId, task.Id, version);
        return view;
    }

    private static JsonObject Cut(JsonObject view, string version, string? pageToken)
    {
        var offset = ArrayPages.ReadToken(pageToken);
        if (version == JobsApiVersion.Paged)
        {
            ArrayPages.Mark(view, ArrayPages.Cut(view, Paged, offset));
        }

        return view;
    }

    private static JsonObject HistoryItem(Repair repair)
    {
        var item = new JsonObject
        {
            ["type"] = repair.Id is null ? "ORIGINAL" : "REPAIR",
            ["start_time"] = repair.StartAt.ToUnixTimeMilliseconds(),
            ["end_time"] = repair.EndAt?.ToUnixTimeMilliseconds() ?? 0,
            ["task_run_ids"] = new JsonArray([.. repair.Tasks.Select(task => JsonValue.Create(task.Id))]),
        };
        if (repair.Id is { } id)
        {
            item["id"] = id;
        }

        if (repair.Termination is { } termination)
        {
            item["state"] = new JsonObject { ["result_state"] = termination.Result, ["state_message"] = termination.Message };
        }

        return item;
    }

    private string PageUrl(long job, long run, string version)
    {
        var path = version == JobsApiVersion.Paged ? $"jobs/{job}/runs/{run}?o={organizationId}" : $"?o={organizationId}#job/{job}/run/{run}";
        return string.Create(CultureInfo.InvariantCulture, $"https://{workspaceName}.example/{path}");
    }

    private static long Milliseconds(DateTimeOffset? from, DateTimeOffset? to) => (long)((to - from)?.TotalMilliseconds ?? 0);
}
