namespace Databricks.Simulator.Runs;

/// <summary>One entry of the repair history. The first has no id and is the original run (behavior §1.2).</summary>
internal sealed record Repair(long? Id, DateTimeOffset StartAt, IReadOnlyList<TaskRun> Tasks)
{
    public DateTimeOffset? EndAt { get; set; }

    public Termination? Termination { get; set; }
}
