using System.Text.Json.Nodes;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Clusters;

internal sealed class Cluster(string id, long sequence, string creator, string source, DateTimeOffset createdAt)
    : IStored<string>
{
    public string Id => id;

    public long Sequence => sequence;

    public string Creator => creator;

    public string Source => source;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public string? IdempotencyToken { get; init; }

    /// <summary>The settings of the last create or edit as the user gave them; a resize leaves them alone (behavior §4.1).</summary>
    public required JsonObject Spec { get; set; }

    /// <summary>The settings in force, with everything the workspace filled in.</summary>
    public required JsonObject Settings { get; set; }

    public ClusterState State { get; set; }

    public string StateMessage { get; set; } = "";

    public TerminationCause? TerminationReason { get; set; }

    public Transition? Next { get; set; }

    public DateTimeOffset? TerminatedAt { get; set; }

    public DateTimeOffset? RunningSince { get; set; }

    public DateTimeOffset? LastRestartedAt { get; set; }

    /// <summary>What autotermination counts from.</summary>
    public DateTimeOffset LastActivityAt { get; set; } = createdAt;

    public DateTimeOffset? UnpinnedAt { get; set; }

    public bool Pinned { get; set; }

    public bool RemoveWhenTerminated { get; set; }

    public bool Purged { get; set; }

    public long SparkContextId { get; set; }

    /// <summary>How often a driver came up; libraries marked for removal go when it moves.</summary>
    public int DriverGeneration { get; set; }

    public required HiddenReads Hidden { get; init; }

    public List<InstalledLibrary> Libraries { get; } = [];

    public List<StoredClusterEvent> Events { get; } = [];

    public string Name => (string?)Settings["cluster_name"] ?? "";

    public bool IsUsable => State is ClusterState.Running or ClusterState.Resizing;

    public bool IsActive => State is not (ClusterState.Terminating or ClusterState.Terminated);

    public void Log(DateTimeOffset at, string type, JsonObject? details = null) => Events.Add(new StoredClusterEvent(at, type, details ?? []));
}
