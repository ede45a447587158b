using System.Text.Json.Nodes;
using Databricks.Simulator.Jobs;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Runs;

/// <inheritdoc/>
public sealed class RunControl : Control<long>
{
    private readonly RunStore store;
    private readonly RunView view;

    internal RunControl(RunStore store, RunView view, Lock gate)
        : base(gate)
    {
        this.store = store;
        this.view = view;
    }

    /// <summary>Starts a run of a job as its schedule or its trigger would: PERIODIC, FILE_ARRIVAL, CONTINUOUS …</summary>
    public long Start(long jobId, string trigger = "PERIODIC") => Locked(() =>
    {
        var job = store.Jobs.Require(jobId);
        return store.RunNow(job, [], job.Creator, trigger).Id;
    });

    /// <summary>Ends a run, with all its tasks, or a single task, at once: well, or by a failure. What has ended stays as it is.</summary>
    public void Finish(long runId, TaskFailure? failure = null) => Locked(() =>
    {
        var now = store.Advance();
        var termination = failure is null ? Termination.Success : Termination.Failed(failure);
        if (store.FindTask(runId) is { } task)
        {
            Fail([task], failure);
            store.Engine.ForceTask(task, termination, now);
            return;
        }

        var run = store.Require(runId);
        Fail(run.Current.Values, failure);
        store.Engine.Force(run, termination, now);
    });

    public void Cancel(long runId) => Locked(() => store.Engine.Stop(store.Require(runId), Termination.Canceled, store.Advance()));

    /// <summary>Makes the next attempts of a task fail; with no task key, of any task.</summary>
    public void FailTask(string? taskKey, int times = 1, string error = "Exception: injected failure", string? jobName = null) =>
        FailTasks(new TaskFailure { TaskKey = taskKey, Times = times, Error = error, JobName = jobName });

    public void FailTasks(TaskFailure failure) => Locked(() => store.Outcomes.Add(failure));

    /// <summary>What tasks give out when they succeed from now on.</summary>
    public void AnswerTasks(TaskResult result) => Locked(() => store.Outcomes.Add(result));

    private protected override IReadOnlyList<long> ListIds() => store.Ids;

    private protected override JsonObject? View(long id) =>
        store.Find(id) is { } run ? view.Details(run, JobsApiVersion.Whole, includeHistory: true, null) : null;

    private protected override void Drop(long id) => store.Remove(store.Require(id));

    private static void Fail(IEnumerable<TaskRun> tasks, TaskFailure? failure)
    {
        foreach (var task in tasks.Where(task => task.IsActive))
        {
            task.Failure = failure;
        }
    }
}
