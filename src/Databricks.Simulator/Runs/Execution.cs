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

    public Termination? Termination { get; private set; }

    public bool IsActive => Termination is null;

    public string? Result => Termination?.Result;

    public void Move(Phase phase)
    {
        Phase = phase;
        Version++;
    }

    public void End(Termination termination, DateTimeOffset at)
    {
        Termination = termination;
        EndAt = at;
        Move(termination.Phase);
    }

    /// <summary>A repair opens a run that had ended under the same id (behavior §3.2).</summary>
    public void Reopen()
    {
        Termination = null;
        EndAt = null;
        Move(Phase.Pending);
    }
}
