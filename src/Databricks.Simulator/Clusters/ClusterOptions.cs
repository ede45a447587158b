namespace Databricks.Simulator.Clusters;

/// <summary>How clusters behave. Durations may be zero: the state is then left at the next look at the cluster.</summary>
public sealed record ClusterOptions
{
    public TimeSpan PendingDuration { get; init; } = TimeSpan.Zero;

    public TimeSpan ResizingDuration { get; init; } = TimeSpan.Zero;

    public TimeSpan RestartingDuration { get; init; } = TimeSpan.Zero;

    public TimeSpan TerminatingDuration { get; init; } = TimeSpan.Zero;

    /// <summary>How long a library is INSTALLING once its cluster runs.</summary>
    public TimeSpan LibraryInstallDuration { get; init; } = TimeSpan.Zero;

    /// <summary>How long an unpinned cluster is kept after termination (behavior §2.3).</summary>
    public TimeSpan TerminatedRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What an absent <c>autotermination_minutes</c> means; 0 is never. Descriptions of the API disagree: 0 or 120 (behavior §1.1).</summary>
    public int DefaultAutoterminationMinutes { get; init; }

    /// <summary>Documentation disagrees on restarting a TERMINATED cluster: refused (false) or nothing happens (true) (behavior §2.2).</summary>
    public bool RestartOfTerminatedIsAccepted { get; init; }

    /// <summary>Clusters carry the Spark setting that old workspaces add by themselves (behavior §4.1).</summary>
    public bool AddsLegacySparkConf { get; init; }

    /// <summary>The largest page of clusters/list 2.1, whatever is asked for; the real figure is not documented (behavior §8).</summary>
    public int ListPageSize { get; init; } = 100;

    /// <summary>How many terminated, unpinned clusters a list shows, latest first; a get shows them all (behavior §2.3).</summary>
    public int ListedTerminatedClusters { get; init; } = int.MaxValue;

    /// <summary>How many reads after a create still miss the cluster: gets and lists are counted separately.</summary>
    public int HiddenReadsAfterCreate { get; init; }

    public int PinnedLimit { get; init; } = 100;

    /// <summary>Instance pools: id to the node type of its machines.</summary>
    public IReadOnlyDictionary<string, string> InstancePools { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<ClusterPolicy> Policies { get; init; } = [];
}
