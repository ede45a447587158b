namespace Databricks.Simulator.Runs;

/// <summary>How runs behave. Durations may be zero: the state is then left at the next look at the workspace's runs.</summary>
public sealed record RunOptions
{
    /// <summary>How long a task is PENDING: its cluster starts.</summary>
    public TimeSpan PendingDuration { get; init; } = TimeSpan.Zero;

    /// <summary>How long a task is RUNNING.</summary>
    public TimeSpan RunningDuration { get; init; } = TimeSpan.Zero;

    /// <summary>How long a task is TERMINATING, after it has run and after it is cancelled.</summary>
    public TimeSpan TerminatingDuration { get; init; } = TimeSpan.Zero;

    /// <summary>How long tasks of a certain key are RUNNING, in place of <see cref="RunningDuration"/>.</summary>
    public IReadOnlyDictionary<string, TimeSpan> TaskDurations { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>How long a run waits in the queue before it is skipped (behavior §3.3).</summary>
    public TimeSpan QueueLimit { get; init; } = TimeSpan.FromHours(48);

    /// <summary>How long a run is kept after its end (behavior §3.3).</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(60);

    /// <summary>
    /// How many runs of the workspace are active at once. Above it a run is queued, or refused with 429 when its job does not queue (behavior §3.3).
    /// </summary>
    public int ActiveRunLimit { get; init; } = 2000;

    /// <summary>Bytes of a notebook's result that are kept, from its beginning (behavior §1.2).</summary>
    public int OutputLimit { get; init; } = 5 * 1024 * 1024;

    /// <summary>How many reads after a start still miss the run: gets and lists are counted separately.</summary>
    public int HiddenReadsAfterCreate { get; init; }

    /// <summary>The status of a missing run: 400 or 404 (behavior §6.3). Null: 404 on version 2.2, 400 on older ones.</summary>
    public int? MissingStatus { get; init; }

    /// <summary>Skipped runs carry a result_state; not all do (behavior §3.2).</summary>
    public bool SkippedRunsHaveResult { get; init; } = true;
}
