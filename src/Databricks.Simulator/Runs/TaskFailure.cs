namespace Databricks.Simulator.Runs;

/// <summary>Makes the next attempts of a task fail instead of succeed.</summary>
public sealed record TaskFailure
{
    /// <summary>Only tasks of jobs, or submitted runs, of this name; null for any.</summary>
    public string? JobName { get; init; }

    /// <summary>Only tasks of this key; null for any.</summary>
    public string? TaskKey { get; init; }

    /// <summary>How many attempts fail.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What runs/get-output gives as error.</summary>
    public string Error { get; init; } = "Exception: injected failure";

    /// <summary>What runs/get-output gives as error_trace.</summary>
    public string ErrorTrace { get; init; } = "Traceback (most recent call last):\n  injected failure";

    /// <summary>What the state of the task says (behavior §3.2).</summary>
    public string Message { get; init; } = "Workload failed, see run output for details";

    /// <summary>TERMINATED for a workload that failed, INTERNAL_ERROR for one that could not run.</summary>
    public bool IsInternalError { get; init; }

    /// <summary>The code of the termination details (behavior §3.1).</summary>
    public string Code { get; init; } = "RUN_EXECUTION_ERROR";

    /// <summary>CLIENT_ERROR, INTERNAL_ERROR or CLOUD_FAILURE.</summary>
    public string Type { get; init; } = "CLIENT_ERROR";

    internal bool Matches(TaskRun task) => (JobName is null || JobName == task.Run.Name) && (TaskKey is null || TaskKey == task.Key);
}
