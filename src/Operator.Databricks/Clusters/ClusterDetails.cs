using System.Text.Json;
using Operator.Databricks.Compute;

namespace Operator.Databricks.Clusters;

/// <summary>A cluster as it is: its settings, and what only the server sets. Times are milliseconds since 1970.</summary>
public sealed record ClusterDetails : ClusterSettings
{
    /// <summary>Wire names of what is no setting, and can be asked for by no request.</summary>
    public static readonly IReadOnlySet<string> NotSettings = ClustersJson.Default.ClusterDetails.Properties.Select(property => property.Name)
        .Except(ComputeJson.Default.ClusterSettings.Properties.Select(property => property.Name)).ToHashSet(StringComparer.Ordinal);

    public decimal? ClusterCores { get; init; }

    public string? ClusterId { get; init; }

    public LogSyncStatus? ClusterLogStatus { get; init; }

    public long? ClusterMemoryMb { get; init; }

    /// <summary>UI, API, JOB, …; open-ended.</summary>
    public string? ClusterSource { get; init; }

    /// <summary>Absent when that user was deleted (behavior §2.3).</summary>
    public string? CreatorUserName { get; init; }

    public IReadOnlyDictionary<string, string?>? DefaultTags { get; init; }

    public SparkNode? Driver { get; init; }

    public IReadOnlyList<SparkNode>? Executors { get; init; }

    public int? JdbcPort { get; init; }

    public long? LastRestartedTime { get; init; }

    public long? LastStateLossTime { get; init; }

    public long? SparkContextId { get; init; }

    /// <summary>From get only; lists leave it out.</summary>
    public ClusterSpec? Spec { get; init; }

    public long? StartTime { get; init; }

    /// <summary>PENDING, RUNNING, RESTARTING, RESIZING, TERMINATING, TERMINATED; open-ended (behavior §2.1).</summary>
    public string? State { get; init; }

    public string? StateMessage { get; init; }

    public long? TerminatedTime { get; init; }

    /// <summary>While TERMINATING and TERMINATED only.</summary>
    public TerminationReason? TerminationReason { get; init; }

    // Undocumented or retired fields of the server (behavior §4.1), declared so that they do not count as unknown settings.
    public JsonElement? DiskSpec { get; init; }

    public long? LastActivityTime { get; init; }

    public string? EffectiveSparkVersion { get; init; }

    public string? ReleaseVersion { get; init; }

    public JsonElement? InstanceSource { get; init; }

    public JsonElement? DriverInstanceSource { get; init; }

    public JsonElement? PinnedByUserName { get; init; }

    public JsonElement? InitScriptsSafeMode { get; init; }
}
