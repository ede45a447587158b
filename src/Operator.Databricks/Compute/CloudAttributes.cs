using Operator.Databricks.Http;

namespace Operator.Databricks.Compute;

public sealed record AwsAttributes : WireRecord
{
    public string? Availability { get; init; }

    public int? EbsVolumeCount { get; init; }

    public int? EbsVolumeIops { get; init; }

    public int? EbsVolumeSize { get; init; }

    public int? EbsVolumeThroughput { get; init; }

    public string? EbsVolumeType { get; init; }

    public int? FirstOnDemand { get; init; }

    public string? InstanceProfileArn { get; init; }

    public int? SpotBidPricePercent { get; init; }

    public string? ZoneId { get; init; }
}

public sealed record AzureAttributes : WireRecord
{
    public string? Availability { get; init; }

    public string? CapacityReservationGroup { get; init; }

    public int? FirstOnDemand { get; init; }

    public LogAnalyticsInfo? LogAnalyticsInfo { get; init; }

    public decimal? SpotBidMaxPrice { get; init; }
}

public sealed record LogAnalyticsInfo : WireRecord
{
    public string? LogAnalyticsPrimaryKey { get; init; }

    public string? LogAnalyticsWorkspaceId { get; init; }
}

public sealed record GcpAttributes : WireRecord
{
    public string? Availability { get; init; }

    public int? BootDiskSize { get; init; }

    public string? ConfidentialComputeType { get; init; }

    public int? FirstOnDemand { get; init; }

    public string? GoogleServiceAccount { get; init; }

    public int? LocalSsdCount { get; init; }

    public bool? UsePreemptibleExecutors { get; init; }

    public string? ZoneId { get; init; }
}
