namespace Operator.Databricks.Observation;

/// <summary>How often a workspace is listed, and how long a row counts.</summary>
public sealed record ObservationTiming
{
    /// <summary>Between lists while all is quiet.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between lists while more objects are on their way than a list has pages: listing is then cheaper than looking at each.</summary>
    public TimeSpan TransitionInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often it is asked whether a list is due, and so the shortest time between two.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The part of a workspace's calls that lists take while objects wait for one that shows what was written, and no other call waits.</summary>
    public double SpareShare { get; init; } = 0.5;

    /// <summary>The part of a workspace's calls that lists take while many objects are on their way and calls are scarce.</summary>
    public double ListShare { get; init; } = 0.05;

    /// <summary>After this long every list shows a write, however far it lags behind.</summary>
    public TimeSpan ListLag { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a caller waits for a list. In a large workspace one takes minutes, and a waiting caller holds a worker.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Lists that fail in a row before their owners are reconciled one by one: their conditions must show an outage.</summary>
    public int ToleratedFailures { get; init; } = 2;
}
