using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Runs;

/// <summary>A run of a job, or one submitted without a job.</summary>
internal sealed class StoredRun(long id, long sequence, string creator, DateTimeOffset createdAt) : Execution(id), IStored<long>
{
    private readonly Dictionary<string, TaskRun> current = new(StringComparer.Ordinal);

    public long Sequence => sequence;

    public string Creator => creator;

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>Null for a submitted run.</summary>
    public StoredJob? Job { get; init; }

    public required long JobId { get; init; }

    public required string Name { get; init; }

    /// <summary>The settings the run was started with.</summary>
    public required JsonObject Settings { get; set; }

    /// <summary>JOB_RUN, WORKFLOW_RUN or SUBMIT_RUN.</summary>
    public required string Type { get; init; }

    /// <summary>ONE_TIME, PERIODIC, RUN_JOB_TASK …</summary>
    public required string Trigger { get; init; }

    public required GivenRunParameters Parameters { get; set; }

    public string? IdempotencyToken { get; init; }

    public bool Queues { get; init; }

    /// <summary>Task keys to run; null for all.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>The task that started this run.</summary>
    public TaskRun? Parent { get; init; }

    public DateTimeOffset? QueueEndAt { get; set; }

    public string? QueueCode { get; set; }

    /// <summary>Why the run is being stopped; what its end will be.</summary>
    public Termination? Stopping { get; set; }

    /// <summary>All attempts of all tasks, iterations apart, in order of creation.</summary>
    public List<TaskRun> Tasks { get; } = [];

    public List<Repair> Repairs { get; } = [];

    public bool IsDeleted { get; set; }

    public required HiddenReads Hidden { get; init; }

    /// <summary>The latest attempt of each task.</summary>
    public IReadOnlyDictionary<string, TaskRun> Current => current;

    public int Depth => Parent is null ? 0 : Parent.Run.Depth + 1;

    /// <summary>A timeout changed in the job applies to its active runs (behavior §1.2).</summary>
    public long TimeoutSeconds => (Job?.Settings ?? Settings).Number("timeout_seconds") ?? 0;

    public void Add(TaskRun task)
    {
        Tasks.Add(task);
        current[task.Key] = task;
    }
}
