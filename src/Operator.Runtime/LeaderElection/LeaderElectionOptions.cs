using System.Collections.Concurrent;

namespace Operator.Runtime.LeaderElection;

/// <summary>Timing and place of the lease; the same meaning as in client-go.</summary>
public sealed record LeaderElectionOptions
{
    public bool Enabled { get; init; } = true;

    public string LeaseName { get; init; } = "databricks-operator";

    /// <summary>Empty means the namespace this process runs in.</summary>
    public string LeaseNamespace { get; init; } = "";

    /// <summary>How long others wait after the last renewal they saw before they take over.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last renewal the leader may still act. Shorter than the lease, so that two never act at once.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What the holder writes on the lease about itself, with the write that it makes anyway. Read at each write.</summary>
    public IDictionary<string, string> Annotations { get; } = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The same as labels, by which a lease is found among others.</summary>
    public IDictionary<string, string> Labels { get; } = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Throws where two replicas could act at once, or a leader could not renew in time.</summary>
    internal LeaderElectionOptions Checked() =>
        LeaseDuration > RenewDeadline && RenewDeadline > RetryPeriod && RetryPeriod > TimeSpan.Zero
            ? this
            : throw new ArgumentException(
                $"Leader election needs lease duration > renew deadline > retry period > 0, but they are {LeaseDuration}, {RenewDeadline} and {RetryPeriod}.");
}
