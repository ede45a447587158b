using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>One attempt of a task, or one iteration of a for_each_task. Has an id of its own.</summary>
internal sealed class TaskRun(long id, StoredRun run, JsonObject settings, int attempt) : Execution(id)
{
    public StoredRun Run => run;

    /// <summary>The task as the job defines it.</summary>
    public JsonObject Settings => settings;

    public int Attempt => attempt;

    public string Key { get; } = settings.Text("task_key")!;

    public IReadOnlyList<string> Dependencies { get; } = TaskGraph.DependenciesOf(settings);

    /// <summary>The attempt this one retries or repairs, and those before it.</summary>
    public long OriginalId { get; init; } = id;

    /// <summary>Attempts since the run was started or repaired; those of earlier repairs do not count against max_retries.</summary>
    public int Retries { get; init; }

    /// <summary>The for_each_task this is an iteration of.</summary>
    public TaskRun? Loop { get; init; }

    /// <summary>The element of the inputs an iteration works on.</summary>
    public JsonNode? Input { get; init; }

    public List<TaskRun> Iterations { get; } = [];

    /// <summary>The run a run_job_task started.</summary>
    public StoredRun? Child { get; set; }

    /// <summary>What a condition_task came to: "true" or "false".</summary>
    public string? Outcome { get; set; }

    public DateTimeOffset? RunningAt { get; set; }

    public DateTimeOffset? CleanupAt { get; set; }

    public string? ClusterId { get; set; }

    public TaskFailure? Failure { get; set; }

    public string? Output { get; set; }

    public bool IsLoop => settings["for_each_task"] is not null;
}
