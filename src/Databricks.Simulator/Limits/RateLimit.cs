namespace Databricks.Simulator.Limits;

/// <summary>A token bucket over all calls of a workspace, or over one operation.</summary>
/// <param name="RequestsPerSecond">How fast the bucket refills.</param>
/// <param name="Burst">How many calls a full bucket admits at once.</param>
public sealed record RateLimit(double RequestsPerSecond, int Burst)
{
    /// <summary>An operation name, or <c>*</c> for all calls together.</summary>
    public string Operation { get; init; } = "*";

    /// <summary>Sent as Retry-After with the 429; null sends none, as the documentation promises none (behavior §5.1).</summary>
    public int? RetryAfterSeconds { get; init; }
}
