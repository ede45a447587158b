using System.Text.Json.Serialization;
using Operator.Databricks.Compute;
using Operator.Databricks.Http;

namespace Operator.Databricks.Clusters;

/// <summary>The whole request of start, restart, delete, permanent-delete, pin and unpin.</summary>
public sealed record ClusterReference(string ClusterId) : WireRecord;

public sealed record CreatedCluster : WireRecord
{
    /// <summary>An answer without an id is no creation.</summary>
    public required string ClusterId { get; init; }
}

/// <summary>Exactly one of the sizes. A fixed size sent to an autoscaling cluster ends its autoscaling (behavior §2.2).</summary>
public sealed record ResizeCluster : WireRecord
{
    public required string ClusterId { get; init; }

    public AutoScale? Autoscale { get; init; }

    public int? NumWorkers { get; init; }
}

public sealed record ClusterPage : WireRecord, IPage<ClusterDetails>
{
    public IReadOnlyList<ClusterDetails>? Clusters { get; init; }

    public string? NextPageToken { get; init; }

    public string? PrevPageToken { get; init; }

    IReadOnlyList<ClusterDetails>? IPage<ClusterDetails>.Items => Clusters;
}

public sealed record SparkVersions : WireRecord
{
    public IReadOnlyList<SparkVersion>? Versions { get; init; }
}

public sealed record SparkVersion : WireRecord
{
    /// <summary>What <c>spark_version</c> takes.</summary>
    public string? Key { get; init; }

    public string? Name { get; init; }
}

public sealed record NodeTypes : WireRecord
{
    [JsonPropertyName("node_types")]
    public IReadOnlyList<NodeType>? Types { get; init; }
}

public sealed record NodeType : WireRecord
{
    public string? Category { get; init; }

    public string? Description { get; init; }

    public string? InstanceTypeId { get; init; }

    public bool? IsDeprecated { get; init; }

    public int? MemoryMb { get; init; }

    public string? NodeTypeId { get; init; }

    public decimal? NumCores { get; init; }

    public int? NumGpus { get; init; }
}
