using Operator.Databricks.Http;

namespace Operator.Databricks.Clusters;

/// <summary>Why a cluster ended. Decide by type first, code second: the list of codes grows (behavior §2.4).</summary>
public sealed record TerminationReason : WireRecord
{
    public string? Code { get; init; }

    public IReadOnlyDictionary<string, string?>? Parameters { get; init; }

    /// <summary>SUCCESS, CLIENT_ERROR, SERVICE_FAULT, CLOUD_FAILURE; absent in old answers.</summary>
    public string? Type { get; init; }
}

public sealed record LogSyncStatus : WireRecord
{
    public long? LastAttempted { get; init; }

    public string? LastException { get; init; }
}

public sealed record SparkNode : WireRecord
{
    public string? HostPrivateIp { get; init; }

    public string? InstanceId { get; init; }

    public string? NodeId { get; init; }

    public string? PrivateIp { get; init; }

    public string? PublicDns { get; init; }

    public long? StartTimestamp { get; init; }
}
