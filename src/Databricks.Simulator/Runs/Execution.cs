namespace Databricks.Simulator.Runs;

/// <summary>What a run and an attempt of a task have in common.</summary>
internal abstract class Execution(long id)
{
    public long Id => id;

    public Phase Phase { get; private set; } = Phase.Blocked;

    /// <summary>Counts the changes of phase: what was planned for an earlier phase no longer happens.</summary>
    public int Version { get; private set; }

    public DateTimeOffset? StartAt { get; set; }

    public DateTimeOffset? EndAt { get; private set; }

    public Ending? Ending { get; private set; }

    public bool IsActive => Ending is null;

    public string? Result => Ending?.Result;

    public void Move(Phase phase)
    {
        Phase = phase;
        Version++;
    }

    public void End(Ending ending, DateTimeOffset at)
    {
        Ending = ending;
        EndAt = at;
        Move(ending.Phase);
    }

    /// <summary>A repair opens a run that had ended under the same id (behavior §3.2).</summary>
    public void Reopen()
    {
        Ending = null;
        EndAt = null;
        Move(Phase.Pending);
    }
}
