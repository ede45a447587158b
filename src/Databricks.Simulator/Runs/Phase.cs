namespace Databricks.Simulator.Runs;

/// <summary>Where a run or one attempt of a task is: the life cycle states (behavior §3.1).</summary>
internal enum Phase
{
    Queued,
    Blocked,
    WaitingForRetry,
    Pending,
    Running,
    Terminating,
    Terminated,
    Skipped,
    InternalError,
}
