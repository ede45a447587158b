namespace Databricks.Simulator.Runs;

/// <summary>What the tasks of a run make of the run: its leaves decide (behavior §3.1).</summary>
internal static class RunVerdict
{
    /// <summary>
    /// A failed task makes the run INTERNAL_ERROR with result FAILED, though neither is Databricks at fault nor does the task say so (behavior §3.2).
    /// A run in the single-task format is its task and ends as it does.
    /// </summary>
    public static Termination Of(StoredRun run, bool isSingleTask)
    {
        var tasks = run.Current.Values.ToList();
        if (isSingleTask)
        {
            return tasks[0].Termination!;
        }

        var inner = tasks.SelectMany(task => task.Dependencies).ToHashSet(StringComparer.Ordinal);
        var leaves = tasks.FindAll(task => !inner.Contains(task.Key));
        if (leaves.Exists(task => Results.IsFailure(task.Result)))
        {
            return Failed(tasks);
        }

        if (leaves.Exists(task => Results.IsCancellation(task.Result)))
        {
            return Termination.Canceled;
        }

        return tasks.Exists(task => Results.IsFailure(task.Result))
            ? Termination.Success with { Result = Results.SuccessWithFailures, Code = Results.SuccessWithFailures }
            : Termination.Success;
    }

    private static Termination Failed(List<TaskRun> tasks)
    {
        var cause = tasks.Where(task => task.Result is Results.Failed or Results.TimedOut).OrderBy(task => task.EndAt).First();
        var skipped = tasks.Exists(task => task.Result == Results.UpstreamFailed) ? " This caused all downstream tasks to get skipped." : "";
        return new Termination(
            Phase.InternalError,
            Results.Failed,
            cause.Termination!.Code,
            cause.Termination.Type,
            $"Task {cause.Key} failed with message: {cause.Termination.Message}.{skipped}");
    }
}
