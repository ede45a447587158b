namespace Databricks.Simulator.Runs;

/// <summary>Values of result_state (behavior §3.1).</summary>
internal static class Results
{
    public const string Success = "SUCCESS";
    public const string SuccessWithFailures = "SUCCESS_WITH_FAILURES";
    public const string Failed = "FAILED";
    public const string TimedOut = "TIMEDOUT";
    public const string Canceled = "CANCELED";
    public const string Excluded = "EXCLUDED";
    public const string Disabled = "DISABLED";
    public const string UpstreamFailed = "UPSTREAM_FAILED";
    public const string UpstreamCanceled = "UPSTREAM_CANCELED";
    public const string ConcurrencyReached = "MAXIMUM_CONCURRENT_RUNS_REACHED";

    public static bool IsFailure(string? result) => result is Failed or TimedOut or UpstreamFailed;

    public static bool IsCancellation(string? result) => result is Canceled or UpstreamCanceled;

    /// <summary>Was left out on purpose; counts for nothing.</summary>
    public static bool IsOmission(string? result) => result is Excluded or Disabled;
}
