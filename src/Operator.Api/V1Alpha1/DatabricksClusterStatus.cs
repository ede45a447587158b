using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The cluster as it was seen last.</summary>
public sealed class DatabricksClusterStatus : CommonStatus
{
    /// <summary>Databricks' id of the cluster.</summary>
    /// <example>0309-053000-abcd1234</example>
    [Length(0, StatusLimits.Token)]
    public string? ClusterId { get; set; }

    /// <summary>PENDING, RUNNING, RESTARTING, RESIZING, TERMINATING, TERMINATED, ERROR, UNKNOWN, or a state newer than this operator.</summary>
    /// <example>RUNNING</example>
    [Length(0, StatusLimits.Token)]
    public string? State { get; set; }

    /// <summary>Databricks' explanation of the state.</summary>
    /// <example>Finding instances for new nodes</example>
    [Length(0, StatusLimits.Message)]
    public string? StateMessage { get; set; }

    /// <summary>Why the cluster ended; present while it is terminating or terminated.</summary>
    public ClusterTermination? TerminationReason { get; set; }

    /// <summary>How often the cluster was started again after it had not come up; absent while it runs.</summary>
    /// <example>2</example>
    public int? FailedStarts { get; set; }

    /// <summary>When the cluster ended, where that was before the last edit: why it ended says nothing about the settings as they are now.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    public DateTime? SupersededTermination { get; set; }

    /// <summary>Workers the cluster has or is getting; with autoscale it moves.</summary>
    /// <example>4</example>
    public int? NumWorkers { get; set; }

    /// <summary>Id of the Spark context; a new one means Spark was restarted.</summary>
    /// <example>4020997813441462000</example>
    [Length(0, StatusLimits.Token)]
    public string? SparkContextId { get; set; }

    /// <summary>The driver's address inside the cloud network.</summary>
    /// <example>10.139.64.4</example>
    [Length(0, StatusLimits.Token)]
    public string? DriverPrivateIp { get; set; }

    /// <summary>When the cluster was created.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    public DateTime? StartTime { get; set; }

    /// <summary>When the cluster was started or restarted last.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    public DateTime? LastRestartedTime { get; set; }

    /// <summary>The value of spec.restartRequestTime that was acted upon last, or that a start after it had answered.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    [Length(0, StatusLimits.Token)]
    public string? LastHandledRestartTime { get; set; }

    /// <summary>Who created the cluster.</summary>
    /// <example>ada@example.com</example>
    [Length(0, StatusLimits.Name)]
    public string? CreatorUserName { get; set; }

    /// <summary>Whether the cluster is pinned; shown where spec.pinned is set.</summary>
    public bool? Pinned { get; set; }

    /// <summary>The state of each library on the cluster, where spec.libraries is set.</summary>
    [Items(0, StatusLimits.Libraries)]
    [XListType(XListType.Atomic)]
    public IList<ClusterLibraryStatus>? Libraries { get; set; }

    /// <summary>The cluster's last events in Databricks, newest first; read when it ends, and when it is on its way for more than five minutes.</summary>
    [Items(0, StatusLimits.Events)]
    [XListType(XListType.Atomic)]
    public IList<LastClusterEvent>? LastEvents { get; set; }
}

/// <summary>Why a cluster ended.</summary>
public sealed class ClusterTermination
{
    /// <summary>The exact cause; Databricks adds new ones.</summary>
    /// <example>INACTIVITY</example>
    [Length(0, StatusLimits.Token)]
    public string? Code { get; set; }

    /// <summary>SUCCESS (an ordinary end), CLIENT_ERROR (the settings need a change), SERVICE_FAULT or CLOUD_FAILURE.</summary>
    /// <example>SUCCESS</example>
    [Length(0, StatusLimits.Token)]
    public string? Type { get; set; }

    /// <summary>Details of the cause.</summary>
    /// <example>{"inactivity_duration_min": "60"}</example>
    [PropertyLimits(0, StatusLimits.Parameters)]
    [Length(0, StatusLimits.Name)]
    public IDictionary<string, string>? Parameters { get; set; }
}

/// <summary>A library on a cluster.</summary>
public sealed class ClusterLibraryStatus
{
    /// <summary>The library, as kind and name.</summary>
    /// <example>pypi: pandas==2.2.3</example>
    [Length(0, StatusLimits.Name)]
    public string? Library { get; set; }

    /// <summary>PENDING, RESOLVING, INSTALLING, INSTALLED, RESTORED, SKIPPED, FAILED or UNINSTALL_ON_RESTART.</summary>
    /// <example>INSTALLED</example>
    [Length(0, StatusLimits.Token)]
    public string? Status { get; set; }

    /// <summary>What Databricks says about it.</summary>
    /// <example>No matching distribution found for panda</example>
    [Length(0, StatusLimits.Message)]
    public string? Message { get; set; }
}

/// <summary>Something that happened to a cluster.</summary>
public sealed class LastClusterEvent
{
    /// <summary>When it happened.</summary>
    /// <example>2026-03-09T05:30:00Z</example>
    public DateTime? Time { get; set; }

    /// <summary>What happened.</summary>
    /// <example>UPSIZE_COMPLETED</example>
    [Length(0, StatusLimits.Token)]
    public string? Type { get; set; }

    /// <summary>Details in a sentence.</summary>
    /// <example>The cluster was terminated after 60 minutes without work</example>
    [Length(0, StatusLimits.Message)]
    public string? Message { get; set; }
}
