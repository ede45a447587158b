namespace Databricks.Simulator.Runs;

/// <summary>What the tasks of a key give out when they succeed: the exit value of a notebook, the logs of anything else.</summary>
/// <param name="Text">The whole of it; the workspace keeps 5 MB (behavior §1.2).</param>
public sealed record TaskResult(string Text)
{
    /// <summary>Only tasks of jobs, or submitted runs, of this name; null for any.</summary>
    public string? JobName { get; init; }

    /// <summary>Only tasks of this key; null for any.</summary>
    public string? TaskKey { get; init; }

    internal bool Matches(TaskRun task) => (JobName is null || JobName == task.Run.Name) && (TaskKey is null || TaskKey == task.Key);
}
