using System.Text.Json;
using Operator.Databricks.Http;

namespace Operator.Databricks.Clusters;

/// <summary>Version 2.0 pages by offset and limit, 2.1 by page size and token (behavior §1.1). Times are milliseconds since 1970.</summary>
public sealed record ClusterEventsRequest : WireRecord
{
    public required string ClusterId { get; init; }

    public long? StartTime { get; init; }

    public long? EndTime { get; init; }

    public IReadOnlyList<string>? EventTypes { get; init; }

    /// <summary>ASC or DESC; the server's default is DESC.</summary>
    public string? Order { get; init; }

    /// <summary>At most 500; the server's default is 50.</summary>
    public long? Limit { get; init; }

    public long? Offset { get; init; }

    public int? PageSize { get; init; }

    public string? PageToken { get; init; }
}

public sealed record ClusterEventPage : WireRecord
{
    public IReadOnlyList<ClusterEvent>? Events { get; init; }

    /// <summary>Version 2.0: the request of the next page.</summary>
    public JsonElement? NextPage { get; init; }

    public string? NextPageToken { get; init; }

    public string? PrevPageToken { get; init; }

    /// <summary>0 with page tokens (behavior §1.1).</summary>
    public long? TotalCount { get; init; }
}

public sealed record ClusterEvent : WireRecord
{
    public string? ClusterId { get; init; }

    public long? Timestamp { get; init; }

    /// <summary>Open-ended; behavior §1.1 lists the known ones.</summary>
    public string? Type { get; init; }

    public ClusterEventDetails? Details { get; init; }

    public JsonElement? DataPlaneEventDetails { get; init; }
}

/// <summary>What we read of an event; the rest stays in <see cref="WireRecord.Unknown"/>.</summary>
public sealed record ClusterEventDetails : WireRecord
{
    /// <summary>Who caused it; on EDITED, who changed the cluster.</summary>
    public string? User { get; init; }

    public string? Cause { get; init; }

    public TerminationReason? Reason { get; init; }

    public int? CurrentNumWorkers { get; init; }

    public int? TargetNumWorkers { get; init; }

    public string? DriverStateMessage { get; init; }

    public string? InstanceId { get; init; }

    public string? JobRunName { get; init; }
}
