namespace Operator.Databricks.Http;

/// <summary>The bounds of one call.</summary>
public sealed record CallTimeouts
{
    /// <summary>
    /// The whole call: waiting for its turn, attempts and the pauses between them. Shorter than a pass of the operator may take, or a workspace that
    /// hangs would end passes before they can say so.
    /// </summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>One attempt, from sending to the last byte of the answer.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(55);

    /// <summary>Further attempts after the first, 0 or more.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>The first pause; doubles with each attempt, ±25 % so that many callers do not return together.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause that is not asked for by the workspace.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}
