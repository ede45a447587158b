using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>Takes runs from the queue through their tasks to their end (behavior §3).</summary>
internal sealed class RunEngine
{
    private readonly Scheduler scheduler;
    private readonly RunOptions options;
    private readonly TaskRegistry registry;
    private readonly TaskEngine tasks;

    // In order of arrival: the queue is first come, first served.
    private readonly List<StoredRun> active = [];

    public RunEngine(
        Scheduler scheduler,
        RunOptions options,
        TaskRegistry registry,
        PlannedOutcomes outcomes,
        TaskPlacement compute,
        Func<TaskRun, DateTimeOffset, Termination?> startChild)
    {
        this.scheduler = scheduler;
        this.options = options;
        this.registry = registry;
        tasks = new TaskEngine(scheduler, options, registry, outcomes, compute)
        {
            Ended = (task, at) => Settle(task.Run, at),
            StartChild = startChild,
            CancelChild = (run, at) => Stop(run, Termination.Canceled, at),
        };
    }

    public IReadOnlyList<StoredRun> Active => active;

    public bool HasRoom => active.Count(run => run.Phase != Phase.Queued) < options.ActiveRunLimit;

    public void Admit(StoredRun run, DateTimeOffset at)
    {
        active.Add(run);
        run.QueueCode = BlockerOf(run);
        if (run.QueueCode is null)
        {
            Start(run, at);
        }
        else if (run is { Queues: true, Job.MaximumConcurrentRuns: > 0 } or { Queues: true, Job: null })
        {
            run.Move(Phase.Queued);
            scheduler.After(run, at, options.QueueLimit, due => End(run, Termination.QueueTimedOut, due));
        }
        else
        {
            End(run, Termination.TooMany(run.Job?.MaximumConcurrentRuns ?? options.ActiveRunLimit), at);
        }
    }

    /// <summary>Cancels a run, or lets it time out: everything that has not ended is TERMINATING first.</summary>
    public void Stop(StoredRun run, Termination termination, DateTimeOffset at)
    {
        if (!run.IsActive || run.Stopping is not null)
        {
            return;
        }

        run.Stopping = termination;
        if (run.Phase == Phase.Queued)
        {
            End(run, termination, at);
            return;
        }

        run.Move(Phase.Terminating);
        foreach (var task in run.Current.Values.ToList())
        {
            tasks.Stop(task, termination, at);
        }

        // A run without tasks has nobody to tell that it is over.
        scheduler.After(run, at, options.TerminatingDuration, due => Settle(run, due));
    }

    public void StopTask(TaskRun task, DateTimeOffset at) => tasks.Stop(task, Termination.Canceled, at);

    /// <summary>Ends all of a run at once.</summary>
    public void Force(StoredRun run, Termination termination, DateTimeOffset at)
    {
        foreach (var task in run.Current.Values.Where(task => task.IsActive).ToList())
        {
            TaskEngine.Force(task, termination, at);
        }

        if (run.Current.Count == 0)
        {
            run.Stopping ??= termination;
        }

        Conclude(run, at);
    }

    public void ForceTask(TaskRun task, Termination termination, DateTimeOffset at)
    {
        if (task.IsActive)
        {
            TaskEngine.Force(task, termination, at);
            Settle(task.Run, at);
        }
    }

    /// <summary>Opens a run that has ended for new attempts of some of its tasks.</summary>
    public void Reopen(StoredRun run, long repairId, IReadOnlyList<TaskRun> attempts, DateTimeOffset at)
    {
        foreach (var attempt in attempts)
        {
            run.Add(attempt);
        }

        run.Stopping = null;
        run.Reopen();
        run.Repairs.Add(new Repair(repairId, at, attempts));
        active.Add(run);
        PlanTimeout(run, at);
        Settle(run, at);
    }

    /// <summary>Plans anew when active runs of a job end, after its timeout changed (behavior §1.2).</summary>
    public void TimeoutChanged(StoredJob job, DateTimeOffset now)
    {
        foreach (var run in active.Where(run => run.Job == job && run.Phase != Phase.Queued))
        {
            PlanTimeout(run, now);
        }
    }

    private string? BlockerOf(StoredRun run)
    {
        if (run.Job is { } job && active.Count(other => other != run && other.Job == job && other.Phase != Phase.Queued) >= job.MaximumConcurrentRuns)
        {
            return "MAX_CONCURRENT_RUNS_REACHED";
        }

        return active.Count(other => other != run && other.Phase != Phase.Queued) < options.ActiveRunLimit ? null : "ACTIVE_RUNS_LIMIT_REACHED";
    }

    private void Start(StoredRun run, DateTimeOffset at)
    {
        run.QueueEndAt = at;
        run.QueueCode = null;
        run.Move(Phase.Pending);
        foreach (var task in TasksOf(run))
        {
            run.Add(registry.CreateFirst(run, task));
        }

        run.Repairs.Add(new Repair(null, at, [.. run.Tasks]));
        PlanTimeout(run, at);
        if (run.Tasks.Count == 0)
        {
            scheduler.After(run, at, options.PendingDuration, due => End(run, Termination.Success, due));
            return;
        }

        Settle(run, at);
    }

    private static IEnumerable<JsonObject> TasksOf(StoredRun run) =>
        SingleTask.TasksOf(run.Settings).Where(task => run.Only?.Contains(task.Text("task_key")!) != false);

    /// <summary>Starts or omits the tasks whose dependencies have ended; ends the run with its last task.</summary>
    private void Settle(StoredRun run, DateTimeOffset at)
    {
        while (run.Current.Values.FirstOrDefault(task => IsFree(run, task)) is { } task)
        {
            var refusal = task.Settings.Flag("disabled") ? Termination.Disabled : RunCondition.Refusal(task, DependenciesOf(run, task));
            if (refusal is null)
            {
                tasks.Begin(task, at);
            }
            else
            {
                TaskEngine.Force(task, refusal, at);
            }
        }

        Conclude(run, at);
    }

    private static bool IsFree(StoredRun run, TaskRun task) =>
        task.Phase == Phase.Blocked && run.Stopping is null && DependenciesOf(run, task).TrueForAll(dependency => !dependency.IsActive);

    // Of a run of chosen tasks, the others are no part.
    private static List<TaskRun> DependenciesOf(StoredRun run, TaskRun task) =>
        [.. task.Dependencies.Where(run.Current.ContainsKey).Select(key => run.Current[key])];

    private void Conclude(StoredRun run, DateTimeOffset at)
    {
        if (run.IsActive && run.Current.Values.All(task => !task.IsActive))
        {
            End(run, run.Stopping ?? RunVerdict.Of(run, JobFields.IsSingleTask(run.Settings)), at);
        }
    }

    private void End(StoredRun run, Termination termination, DateTimeOffset at)
    {
        run.End(termination, at);
        active.Remove(run);
        if (run.Repairs.Count > 0)
        {
            run.Repairs[^1].EndAt = at;
            run.Repairs[^1].Termination = termination;
        }

        if (run.Parent is { } parent)
        {
            tasks.ChildEnded(parent, run, at);
        }

        foreach (var queued in active.Where(other => other.Phase == Phase.Queued).ToList())
        {
            // Termination one run can start another, which ends at once and starts the next.
            if (queued.Phase == Phase.Queued && BlockerOf(queued) is null)
            {
                Start(queued, at);
            }
        }
    }

    private void PlanTimeout(StoredRun run, DateTimeOffset now)
    {
        var seconds = run.TimeoutSeconds;
        var openings = run.Repairs.Count;
        if (seconds <= 0)
        {
            return;
        }

        var due = run.Repairs[^1].StartAt.AddSeconds(seconds);
        scheduler.Add(due > now ? due : now, at =>
        {
            if (run.Repairs.Count == openings && run.TimeoutSeconds == seconds)
            {
                Stop(run, Termination.TimedOut(seconds), at);
            }
        });
    }
}
