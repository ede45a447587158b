using System.Text.Json.Nodes;

namespace Databricks.Simulator.Runs;

/// <summary>
/// A workspace's runs as its people and its schedules see them: looks and changes from outside, which appear in no journal. Unknown ids throw
/// <see cref="KeyNotFoundException"/>.
/// </summary>
public sealed class RunRegister
{
    private readonly RunStore store;
    private readonly RunView view;
    private readonly Lock gate;

    internal RunRegister(RunStore store, RunView view, Lock gate)
    {
        this.store = store;
        this.view = view;
        this.gate = gate;
    }

    /// <summary>Ids of all runs that a get would find, in order of creation.</summary>
    public IReadOnlyList<long> Ids
    {
        get
        {
            lock (gate)
            {
                return [.. store.All().OrderBy(run => run.Sequence).Select(run => run.Id)];
            }
        }
    }

    /// <summary>What runs/get answers on version 2.1 with the history, that is everything at once, or null.</summary>
    public JsonObject? Find(long runId)
    {
        lock (gate)
        {
            return store.Find(runId) is { } run ? view.Details(run, "2.1", includeHistory: true, null) : null;
        }
    }

    /// <summary>Starts a run of a job as its schedule or its trigger would: PERIODIC, FILE_ARRIVAL, CONTINUOUS …</summary>
    public long Start(long jobId, string trigger = "PERIODIC")
    {
        lock (gate)
        {
            var job = store.Jobs.Find(jobId) ?? throw new KeyNotFoundException($"There is no job {jobId}.");
            return store.RunNow(job, [], job.Creator, trigger).Id;
        }
    }

    /// <summary>Ends a run, with all its tasks, or a single task, at once: well, or by a failure. What has ended stays as it is.</summary>
    public void Finish(long runId, TaskFailure? failure = null)
    {
        lock (gate)
        {
            var now = store.Advance();
            var ending = failure is null ? Ending.Success : Ending.Failed(failure);
            if (store.FindTask(runId) is { } task)
            {
                Fail([task], failure);
                store.Engine.ForceTask(task, ending, now);
                return;
            }

            var run = store.Find(runId) ?? throw new KeyNotFoundException($"There is no run {runId}.");
            Fail(run.Current.Values, failure);
            store.Engine.Force(run, ending, now);
        }
    }

    public void Cancel(long runId) => With(runId, run => store.Engine.Stop(run, Ending.Canceled, store.Advance()));

    /// <summary>The run is gone, as after a delete or at the end of its retention. Its idempotency token stays reserved.</summary>
    public void Remove(long runId) => With(runId, store.Remove);

    /// <summary>Makes the next attempts of a task fail; with no task key, of any task.</summary>
    public void FailTask(string? taskKey, int times = 1, string error = "Exception: injected failure", string? jobName = null) =>
        FailTasks(new TaskFailure { TaskKey = taskKey, Times = times, Error = error, JobName = jobName });

    public void FailTasks(TaskFailure failure)
    {
        lock (gate)
        {
            store.Outcomes.Add(failure);
        }
    }

    /// <summary>What tasks give out when they succeed from now on.</summary>
    public void AnswerTasks(TaskResult result)
    {
        lock (gate)
        {
            store.Outcomes.Add(result);
        }
    }

    private static void Fail(IEnumerable<TaskRun> tasks, TaskFailure? failure)
    {
        foreach (var task in tasks.Where(task => task.IsActive))
        {
            task.Failure = failure;
        }
    }

    private void With(long runId, Action<Run> action)
    {
        lock (gate)
        {
            action(store.Find(runId) ?? throw new KeyNotFoundException($"There is no run {runId}."));
        }
    }
}
