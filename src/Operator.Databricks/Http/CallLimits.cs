namespace Operator.Databricks.Http;

/// <summary>
/// How much of a workspace's allowance this operator takes. Databricks counts per workspace, shared with people and other tools (behavior §5.1).
/// </summary>
public sealed record CallLimits
{
    /// <summary>Sustained requests per second, &gt; 0; the default is what Databricks' own tools keep to.</summary>
    public double RequestsPerSecond { get; init; } = 15;

    /// <summary>Requests that may go at once after a quiet time, ≥ 1.</summary>
    public int Burst { get; init; } = 15;

    /// <summary>Requests in flight, ≥ 1; Databricks was seen to refuse more than 20 (behavior §5.1).</summary>
    public int MaxConcurrent { get; init; } = 16;

    /// <summary>How long a call may wait for its turn before it fails as throttled.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);
}
