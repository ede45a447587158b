namespace Databricks.Simulator.Clusters;

/// <summary>Makes the next starts (create, start, restart, edit of a running cluster) end TERMINATED instead of RUNNING.</summary>
public sealed record StartFailure(TerminationCause Reason)
{
    /// <summary>Only clusters of this name; null for the next one to start.</summary>
    public string? ClusterName { get; init; }

    public int Count { get; init; } = 1;
}
