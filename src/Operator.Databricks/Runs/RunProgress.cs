namespace Operator.Databricks.Runs;

/// <summary>How far a run is. Closed; Databricks' own words are not.</summary>
public enum RunPhase
{
    /// <summary>A state this version does not know: not the end (behavior §3.1: states may be added).</summary>
    Unknown,

    Waiting,

    Running,

    Terminating,

    /// <summary>Nothing changes any more, unless the run is repaired.</summary>
    Ended,
}

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    Succeeded,

    SucceededWithFailures,

    Failed,

    Canceled,

    TimedOut,

    /// <summary>Never started: disabled, excluded, or one run too many.</summary>
    Skipped,
}

/// <summary>What the two ways in which Databricks describes a run mean together (behavior §3.1, behavior §3.2).</summary>
/// <param name="Phase">From <c>status.state</c>, else from <c>state.life_cycle_state</c>.</param>
/// <param name="Outcome">Null until the run has ended.</param>
/// <param name="State">Databricks' word for the phase; null when it said none.</param>
/// <param name="Result">Databricks' word for the outcome; null when it said none.</param>
/// <param name="Message">What Databricks says about it, as sent; empty if nothing.</param>
public sealed record RunProgress(RunPhase Phase, RunOutcome? Outcome, string? State, string? Result, string Message)
{
    public bool HasEnded => Phase is RunPhase.Ended;

    public static RunProgress Of(RunState? state, RunStatus? status)
    {
        var current = Said(status?.State);
        var former = Said(state?.LifeCycleState);
        var phase = current is not null ? CurrentPhase(current) : FormerPhase(former);
        var result = Said(state?.ResultState);
        var ending = status?.TerminationDetails;
        return new RunProgress(
            phase,
            phase is RunPhase.Ended ? OutcomeOf(result, ending, former) : null,
            current ?? former,
            phase is RunPhase.Ended ? result ?? Said(ending?.Code) ?? former : null,
            Said(ending?.Message) ?? Said(state?.StateMessage) ?? "");
    }

    private static string? Said(string? word) => string.IsNullOrEmpty(word) ? null : word;

    private static RunPhase CurrentPhase(string state) => state switch
    {
        "BLOCKED" or "PENDING" or "QUEUED" or "WAITING" => RunPhase.Waiting,
        "RUNNING" => RunPhase.Running,
        "TERMINATING" => RunPhase.Terminating,
        "TERMINATED" => RunPhase.Ended,
        _ => RunPhase.Unknown,
    };

    /// <remarks>INTERNAL_ERROR is an end as well, and an ordinary one: it is what a failed task of a job with several makes of the run.</remarks>
    private static RunPhase FormerPhase(string? lifeCycleState) => lifeCycleState switch
    {
        "BLOCKED" or "PENDING" or "QUEUED" or "WAITING_FOR_RETRY" => RunPhase.Waiting,
        "RUNNING" => RunPhase.Running,
        "TERMINATING" => RunPhase.Terminating,
        "TERMINATED" or "SKIPPED" or "INTERNAL_ERROR" => RunPhase.Ended,
        _ => RunPhase.Unknown,
    };

    /// <summary>The result first: it alone shows a timeout. A result that is not known as a success is none.</summary>
    private static RunOutcome OutcomeOf(string? result, TerminationDetails? ending, string? lifeCycleState) =>
        OfResult(result) ?? OfCode(ending?.Code) ?? ending?.Type switch
        {
            "SUCCESS" when result is null => RunOutcome.Succeeded,
            _ => lifeCycleState is "SKIPPED" ? RunOutcome.Skipped : RunOutcome.Failed,
        };

    private static RunOutcome? OfResult(string? result) => result switch
    {
        "SUCCESS" => RunOutcome.Succeeded,
        "SUCCESS_WITH_FAILURES" => RunOutcome.SucceededWithFailures,
        "FAILED" or "UPSTREAM_FAILED" => RunOutcome.Failed,
        "TIMEDOUT" => RunOutcome.TimedOut,
        "CANCELED" or "UPSTREAM_CANCELED" => RunOutcome.Canceled,
        "MAXIMUM_CONCURRENT_RUNS_REACHED" or "EXCLUDED" or "DISABLED" => RunOutcome.Skipped,
        _ => null,
    };

    private static RunOutcome? OfCode(string? code) => code switch
    {
        "SUCCESS" => RunOutcome.Succeeded,
        "SUCCESS_WITH_FAILURES" => RunOutcome.SucceededWithFailures,
        "USER_CANCELED" or "CANCELED" => RunOutcome.Canceled,
        "SKIPPED" or "DISABLED" or "MAX_CONCURRENT_RUNS_EXCEEDED" or "MAX_JOB_QUEUE_SIZE_EXCEEDED" => RunOutcome.Skipped,
        _ => null,
    };
}
