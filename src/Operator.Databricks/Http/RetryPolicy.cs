using Operator.Databricks.Errors;
using Operator.Databricks.Operations;

namespace Operator.Databricks.Http;

/// <summary>Whether a failed call may be sent again within the same call (behavior §5.2), and after what pause.</summary>
internal sealed class RetryPolicy(CallTimeouts timeouts, TimeProvider time)
{
    /// <summary>Never for what the caller must decide on, and never when the pause asked for does not fit into the call's own time.</summary>
    public bool MayRetry(CallState call, DatabricksError error)
    {
        if (error.Kind is DatabricksErrorKind.Unauthenticated)
        {
            // A refused credential did nothing, whatever the operation; once, because a second refusal will not be the last.
            return call.TryUseRenewedToken();
        }

        var fits = time.GetElapsedTime(call.Started) + (error.RetryAfter ?? TimeSpan.Zero) < timeouts.Total;
        return fits && error.IsRetryable && call.Operation.RetrySafety switch
        {
            RetrySafety.Always => true,
            RetrySafety.WhenRefused => !error.MayHaveTakenEffect,
            _ => false,
        };
    }

    /// <param name="attempt">0 for the pause after the first attempt.</param>
    /// <param name="error">Why that attempt failed.</param>
    public TimeSpan Pause(int attempt, DatabricksError error)
    {
        if (error.Kind is DatabricksErrorKind.Unauthenticated)
        {
            return TimeSpan.Zero;
        }

        var growing = Math.Min(timeouts.FirstPause.TotalSeconds * Math.Pow(2, attempt), timeouts.LongestPause.TotalSeconds);
        var pause = TimeSpan.FromSeconds(growing * (0.75 + (0.5 * Random.Shared.NextDouble())));
        // Added to, not maximised with: all callers with the same Retry-After would return in the same instant.
        return error.RetryAfter is { } asked ? asked + (pause / 4) : pause;
    }
}
