using Databricks.Simulator.Http;

namespace Databricks.Simulator.Runs;

/// <summary>Takes one attempt of a task from PENDING to its end, and to the next attempt (behavior §3.1).</summary>
internal sealed class TaskEngine(Scheduler scheduler, RunOptions options, TaskRegistry registry, PlannedOutcomes outcomes, TaskPlacement compute)
{
    // What is reported of max_retries -1 (behavior §3.3).
    private const int RetryCap = 5000;

    /// <summary>Told when a task has ended for good: no attempt follows.</summary>
    public required Action<TaskRun, DateTimeOffset> Ended { get; init; }

    /// <summary>Starts the run of a run_job_task; says why it cannot.</summary>
    public required Func<TaskRun, DateTimeOffset, Termination?> StartChild { get; init; }

    public required Action<StoredRun, DateTimeOffset> CancelChild { get; init; }

    public void Begin(TaskRun task, DateTimeOffset at)
    {
        task.StartAt ??= at;
        task.Move(Phase.Pending);
        compute.Prepare(task, at);
        scheduler.After(task, at, options.PendingDuration, due => Execute(task, due));
    }

    /// <summary>Ends a task that has not ended yet as cancelled or timed out; it is TERMINATING first (behavior §1.2).</summary>
    public void Stop(TaskRun task, Termination termination, DateTimeOffset at)
    {
        if (!task.IsActive || task.Phase == Phase.Terminating)
        {
            return;
        }

        task.StartAt ??= at;
        Conclude(task, termination, at);
        task.Iterations.ForEach(iteration => Stop(iteration, termination, at));
        if (task.Child is { IsActive: true } child)
        {
            CancelChild(child, at);
        }
    }

    /// <summary>Ends a task at once, without clean-up and without retries.</summary>
    public static void Force(TaskRun task, Termination termination, DateTimeOffset at)
    {
        task.StartAt ??= at;
        task.Iterations.FindAll(iteration => iteration.IsActive).ForEach(iteration => Force(iteration, termination, at));
        task.End(termination, at);
    }

    public void ChildEnded(TaskRun task, StoredRun child, DateTimeOffset at)
    {
        if (task.Phase == Phase.Running)
        {
            var succeeded = child.Result is Results.Success or Results.SuccessWithFailures;
            Conclude(task, succeeded ? Termination.Success : LoopTask.Failure($"Run {child.Id} ended with {child.Result}"), at);
        }
    }

    private void Execute(TaskRun task, DateTimeOffset at)
    {
        if (compute.Obstacle(task) is { } obstacle)
        {
            Conclude(task, obstacle, at);
            return;
        }

        if (compute.UpSince(task) is { } up && up > at)
        {
            scheduler.After(task, at, up - at, due => Execute(task, due));
            return;
        }

        task.Move(Phase.Running);
        task.RunningAt = at;
        if (task.Run.Phase == Phase.Pending)
        {
            task.Run.Move(Phase.Running);
        }

        if (task.Settings.Number("timeout_seconds") is { } seconds and > 0)
        {
            scheduler.After(task, at, TimeSpan.FromSeconds(seconds), due => Stop(task, Termination.TimedOut(seconds), due));
        }

        Work(task, at);
    }

    private void Work(TaskRun task, DateTimeOffset at)
    {
        if (task.IsLoop)
        {
            StartLoop(task, at);
        }
        else if (task.Settings["run_job_task"] is not null)
        {
            if (StartChild(task, at) is { } obstacle)
            {
                Conclude(task, obstacle, at);
            }
        }
        else
        {
            scheduler.After(task, at, options.TaskDurations.GetValueOrDefault(task.Key, options.RunningDuration), due => Finish(task, due));
        }
    }

    private void Finish(TaskRun task, DateTimeOffset at)
    {
        task.Failure = outcomes.TakeFailure(task);
        if (task.Failure is { } failure)
        {
            Conclude(task, Termination.Failed(failure), at);
            return;
        }

        task.Outcome = task.Settings["condition_task"] is null ? null : ConditionEvaluation.Evaluate(task);
        task.Output = outcomes.ResultOf(task);
        Conclude(task, Termination.Success, at);
    }

    private void Conclude(TaskRun task, Termination termination, DateTimeOffset at)
    {
        task.CleanupAt = at;
        task.Move(Phase.Terminating);
        scheduler.After(task, at, options.TerminatingDuration, due => End(task, termination, due));
    }

    private void End(TaskRun task, Termination termination, DateTimeOffset at)
    {
        task.End(termination, at);
        if (task.Loop is { } loop)
        {
            ContinueLoop(loop, at);
        }
        else if (IsRetried(task))
        {
            var next = registry.CreateRetry(task);
            task.Run.Add(next);
            next.Move(Phase.WaitingForRetry);
            var interval = TimeSpan.FromMilliseconds(task.Settings.Number("min_retry_interval_millis") ?? 0);
            scheduler.After(next, at, interval, due => Begin(next, due));
        }
        else
        {
            Ended(task, at);
        }
    }

    private static bool IsRetried(TaskRun task)
    {
        var retries = task.Settings.Number("max_retries") ?? 0;
        var retriable = task.Result == Results.Failed || (task.Result == Results.TimedOut && task.Settings.Flag("retry_on_timeout"));
        return retriable && task.Run.Stopping is null && task.Retries < (retries < 0 ? RetryCap : retries);
    }

    private void StartLoop(TaskRun loop, DateTimeOffset at)
    {
        if (LoopTask.InputsOf(loop) is not { } inputs)
        {
            Conclude(loop, Termination.InternalError("INVALID_RUN_CONFIGURATION", "The inputs of the for_each_task are no JSON array."), at);
            return;
        }

        var inner = loop.Settings.Object("for_each_task")!.Object("task")!;
        loop.Iterations.AddRange(inputs.Select(input => registry.CreateIteration(loop, inner, input?.DeepClone())));
        ContinueLoop(loop, at);
    }

    /// <summary>Starts iterations up to the concurrency of the loop; ends it with the last.</summary>
    private void ContinueLoop(TaskRun loop, DateTimeOffset at)
    {
        if (loop.Phase != Phase.Running)
        {
            return;
        }

        var free = LoopTask.ConcurrencyOf(loop) - loop.Iterations.Count(iteration => iteration.IsActive && iteration.Phase != Phase.Blocked);
        foreach (var iteration in loop.Iterations.Where(iteration => iteration.Phase == Phase.Blocked).Take(free).ToList())
        {
            Begin(iteration, at);
        }

        if (loop.Iterations.TrueForAll(iteration => !iteration.IsActive))
        {
            var failed = loop.Iterations.Count(iteration => iteration.Result != Results.Success);
            Conclude(loop, failed == 0 ? Termination.Success : LoopTask.Failure($"{failed} of {loop.Iterations.Count} iterations failed"), at);
        }
    }
}
