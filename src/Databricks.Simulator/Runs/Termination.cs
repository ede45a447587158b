using System.Globalization;

namespace Databricks.Simulator.Runs;

/// <summary>How a run or a task ended, in the words of both shapes: state (life cycle and result) and status (code and type) (behavior §3.1).</summary>
internal sealed record Termination(Phase Phase, string? Result, string Code, string Type, string Message)
{
    private const string ClientError = "CLIENT_ERROR";

    public static readonly Termination Success = new(Phase.Terminated, Results.Success, "SUCCESS", "SUCCESS", "");

    public static readonly Termination Disabled = new(Phase.Skipped, Results.Disabled, "DISABLED", "SUCCESS", "Task is disabled.");

    public static readonly Termination Canceled = new(Phase.Terminated, Results.Canceled, "USER_CANCELED", ClientError, "Run cancelled.");

    public static readonly Termination Excluded = new(Phase.Skipped, Results.Excluded, "SKIPPED", "SUCCESS", "The conditions of the task were not met.");

    public static readonly Termination QueueTimedOut = new(
        Phase.Skipped, Results.ConcurrencyReached, "MAX_CONCURRENT_RUNS_EXCEEDED", ClientError, "The run waited in the queue for too long.");

    public bool IsByUserOrTimeout => Result is Results.Canceled or Results.TimedOut;

    // The platform cancels a run that exceeds its maximum duration; there is no code of its own for that (behavior §3.1).
    public static Termination TimedOut(long seconds) => new(
        Phase.Terminated, Results.TimedOut, "CANCELED", ClientError, string.Create(CultureInfo.InvariantCulture, $"Run timed out after {seconds} seconds."));

    public static Termination Failed(TaskFailure failure) =>
        new(failure.IsInternalError ? Phase.InternalError : Phase.Terminated, Results.Failed, failure.Code, failure.Type, failure.Message);

    public static Termination InternalError(string code, string message) => new(Phase.InternalError, Results.Failed, code, ClientError, message);

    public static Termination Upstream(string result) =>
        new(Phase.Skipped, result, "SKIPPED", ClientError, result == Results.UpstreamFailed ? "An upstream task failed." : "An upstream task was cancelled.");

    public static Termination TooMany(long limit) => new(
        Phase.Skipped,
        Results.ConcurrencyReached,
        "MAX_CONCURRENT_RUNS_EXCEEDED",
        ClientError,
        string.Create(CultureInfo.InvariantCulture, $"Skipping this run because the limit of {limit} maximum concurrent runs has been reached."));
}
